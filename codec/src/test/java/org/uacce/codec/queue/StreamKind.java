package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.BgzfInputStream;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.PlainFrames;
import org.uacce.codec.TestData;
import org.uacce.codec.rows.TestRows;
import org.uacce.hadoop.UacceDeflateCodec;
import org.uacce.hadoop.UacceGzipCodec;
import org.uacce.hadoop.UacceSplittableGzipCodec;

/**
 * The streams whose blocks accelerators compress: written as their users do, and read by our
 * readers and by the JDK. Options are those of {@code docs/configuration.md} without a prefix.
 */
enum StreamKind {
  /** Shuffle frames. */
  FRAMES,
  /** Shuffle frames of rows, which are filtered first. */
  ROWS,
  /** One gzip member. */
  GZIP,
  /** gzip in many members, which are read ahead. */
  BGZF,
  /** One zlib stream, as {@code .deflate} files are. */
  ZLIB;

  private static final String HADOOP_PREFIX = "io.compression.codec.uacce.";
  private static final int GZIP_HEADER_BYTES = 10;
  private static final int[] ROW_WORDS = {3, 6, 11, 20};
  private static final List<StreamKind> ALL = List.of(values());

  static StreamKind any(Random random) {
    return ALL.get(random.nextInt(ALL.size()));
  }

  static StreamKind anyFrames(Random random) {
    return random.nextBoolean() ? FRAMES : ROWS;
  }

  static Map<String, String> options(String... keysAndValues) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return options;
  }

  static Map<String, String> with(Map<String, String> options, String... keysAndValues) {
    Map<String, String> all = new TreeMap<>(options);
    all.putAll(options(keysAndValues));
    return all;
  }

  /** Of frames: what Spark's codec would read. */
  CodecConfig config(Map<String, String> options) {
    Map<String, String> all = with(options, "filter", this == ROWS ? "auto" : "none");
    if (this == ROWS) {
      all.remove("blockSize"); // it would hold for rows too, which have larger ones
    }
    return CodecConfig.read("", all::get, Purpose.SHUFFLE);
  }

  private static Configuration hadoop(Map<String, String> options) {
    Configuration configuration = new Configuration(false);
    options.forEach((key, value) -> configuration.set(HADOOP_PREFIX + key, value));
    return configuration;
  }

  /** Bytes that shrink. */
  byte[] data(int bytes, Random random) {
    if (this == ROWS) {
      return new TestRows(random, 4, ROW_WORDS[random.nextInt(ROW_WORDS.length)]).bytes(bytes);
    }
    return (random.nextBoolean() ? TestData.TEXT : TestData.ROWS).bytes(bytes, random);
  }

  OutputStream writer(OutputStream sink, Map<String, String> options) throws IOException {
    switch (this) {
      case GZIP -> {
        UacceGzipCodec codec = new UacceGzipCodec();
        codec.setConf(hadoop(options));
        return codec.createOutputStream(sink);
      }
      case BGZF -> {
        UacceSplittableGzipCodec codec = new UacceSplittableGzipCodec();
        codec.setConf(hadoop(options));
        return codec.createOutputStream(sink);
      }
      case ZLIB -> {
        UacceDeflateCodec codec = new UacceDeflateCodec();
        codec.setConf(hadoop(options));
        return codec.createOutputStream(sink);
      }
      default -> {
        return new FrameOutputStream(sink, config(options), false);
      }
    }
  }

  InputStream reader(InputStream source, Map<String, String> options) throws IOException {
    switch (this) {
      case GZIP -> {
        UacceGzipCodec codec = new UacceGzipCodec();
        codec.setConf(hadoop(options));
        return codec.createInputStream(source);
      }
      case BGZF -> {
        CodecConfig config = CodecConfig.read("", options::get, Purpose.FILE);
        return new BgzfInputStream(source, 0, Long.MAX_VALUE, config);
      }
      case ZLIB -> {
        UacceDeflateCodec codec = new UacceDeflateCodec();
        codec.setConf(hadoop(options));
        return codec.createInputStream(source);
      }
      default -> {
        return new FrameInputStream(source, config(options));
      }
    }
  }

  /** Writes all of the data in pieces of random sizes. */
  byte[] pack(byte[] data, Map<String, String> options, Random random) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = writer(packed, options)) {
      for (int at = 0; at < data.length; ) {
        int count = Math.min(data.length - at, 1 + random.nextInt(100_000));
        out.write(data, at, count);
        at += count;
      }
    }
    return packed.toByteArray();
  }

  /** Reads the data back by our reader and by the JDK. */
  void check(byte[] packed, byte[] data, Map<String, String> options) throws IOException {
    checkByJdk(packed, data);
    try (InputStream in = reader(new ByteArrayInputStream(packed), options)) {
      assertEqual(in.readAllBytes(), data, "our reader");
    }
  }

  /** What is packed is exactly one stream to its last byte, and the JDK reads the data from it. */
  void checkByJdk(byte[] packed, byte[] data) {
    try {
      switch (this) {
        case GZIP -> gunzip(packed, data);
        case BGZF -> {
          byte[] members = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
          assertEqual(members, data, "the JDK");
        }
        case ZLIB -> unzlib(packed, data);
        default -> assertEqual(PlainFrames.read(packed), data, "the JDK");
      }
    } catch (DataFormatException | IOException e) {
      throw new AssertionError("refused by the JDK: kind=" + this, e);
    }
  }

  private void gunzip(byte[] packed, byte[] data) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    inflater.setInput(packed, GZIP_HEADER_BYTES, packed.length - GZIP_HEADER_BYTES);
    assertEqual(inflated(inflater, data.length), data, "the JDK");
    assertThat(inflater.getRemaining()).as("one member, and its trailer").isEqualTo(8);
    inflater.end();
    CRC32 crc = new CRC32();
    crc.update(data);
    assertThat(littleEndian(packed, packed.length - 8)).isEqualTo((int) crc.getValue());
    assertThat(littleEndian(packed, packed.length - 4)).isEqualTo(data.length);
  }

  private void unzlib(byte[] packed, byte[] data) throws DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(packed);
    assertEqual(inflated(inflater, data.length), data, "the JDK");
    assertThat(inflater.getRemaining()).as("one stream").isZero();
    inflater.end();
  }

  private static byte[] inflated(Inflater inflater, int length) throws DataFormatException {
    byte[] data = new byte[length + 1];
    int at = 0;
    while (!inflater.finished() && at < data.length) {
      int count = inflater.inflate(data, at, data.length - at);
      assertThat(count > 0 || inflater.finished()).as("data goes on: at=%d", at).isTrue();
      at += count;
    }
    assertThat(inflater.finished()).as("the data ends: at=%d", at).isTrue();
    return Arrays.copyOf(data, at);
  }

  private static int littleEndian(byte[] bytes, int at) {
    return (bytes[at] & 255)
        | ((bytes[at + 1] & 255) << 8)
        | ((bytes[at + 2] & 255) << 16)
        | (bytes[at + 3] << 24);
  }

  /** Says where they differ, and prints no megabytes. */
  private void assertEqual(byte[] bytes, byte[] data, String reader) {
    assertThat(Arrays.mismatch(bytes, data))
        .as("kind=%s reader=%s bytes=%d expected=%d", this, reader, bytes.length, data.length)
        .isEqualTo(-1);
  }
}
