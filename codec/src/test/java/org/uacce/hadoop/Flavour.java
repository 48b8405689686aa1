package org.uacce.hadoop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.uacce.codec.TestData;

/** Our codecs, each beside Hadoop's own codec and java.util.zip for the same format. */
enum Flavour {
  GZIP {
    @Override
    MemberCodec codec() {
      return new UacceGzipCodec();
    }
  },
  /** gzip too, in many members. */
  BGZF {
    @Override
    MemberCodec codec() {
      return new UacceSplittableGzipCodec();
    }
  },
  DEFLATE {
    @Override
    MemberCodec codec() {
      return new UacceDeflateCodec();
    }

    @Override
    CompressionCodec hadoop() {
      return new DefaultCodec();
    }

    @Override
    InputStream jdkReader(InputStream in) {
      return new InflaterInputStream(in);
    }

    @Override
    OutputStream jdkWriter(OutputStream out) {
      return new DeflaterOutputStream(out);
    }
  };

  abstract MemberCodec codec();

  CompressionCodec hadoop() {
    return new GzipCodec();
  }

  InputStream jdkReader(InputStream in) throws IOException {
    return new GZIPInputStream(in);
  }

  OutputStream jdkWriter(OutputStream out) throws IOException {
    return new GZIPOutputStream(out);
  }

  /** Nothing but these keys: no default resources, which would cost more than the tests. */
  static Configuration conf(Map<String, String> options) {
    Configuration conf = new Configuration(false);
    options.forEach(conf::set);
    return conf;
  }

  MemberCodec ours(Map<String, String> options) {
    return configured(codec(), options);
  }

  MemberCodec ours() {
    return ours(Map.of());
  }

  CompressionCodec theirs() {
    return configured(hadoop(), Map.of());
  }

  static <T extends CompressionCodec> T configured(T codec) {
    return configured(codec, Map.of());
  }

  private static <T extends CompressionCodec> T configured(T codec, Map<String, String> options) {
    ((Configurable) codec).setConf(conf(options));
    return codec;
  }

  static byte[] write(CompressionCodec codec, byte[] data, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream stream = codec.createOutputStream(out)) {
      writeInPieces(stream, data, random);
    }
    return out.toByteArray();
  }

  static byte[] read(CompressionCodec codec, byte[] bytes, Random random) throws IOException {
    try (InputStream stream = codec.createInputStream(new ByteArrayInputStream(bytes))) {
      return readInPieces(stream, random);
    }
  }

  byte[] jdkWrite(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream stream = jdkWriter(out)) {
      stream.write(data);
    }
    return out.toByteArray();
  }

  byte[] jdkRead(byte[] bytes) throws IOException {
    try (InputStream stream = jdkReader(new ByteArrayInputStream(bytes))) {
      return stream.readAllBytes();
    }
  }

  static byte[] anyData(int size, Random random) {
    TestData[] kinds = TestData.values();
    return kinds[random.nextInt(kinds.length)].bytes(size, random);
  }

  /** One byte, a few, or many. */
  static int piece(Random random) {
    return 1 + random.nextInt(1 << random.nextInt(19));
  }

  static void writeInPieces(OutputStream out, byte[] data, Random random) throws IOException {
    int done = 0;
    while (done < data.length) {
      int count = Math.min(piece(random), data.length - done);
      if (count == 1) {
        out.write(data[done]);
      } else {
        out.write(data, done, count);
      }
      done += count;
    }
  }

  static byte[] readInPieces(InputStream in, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 19];
    while (true) {
      int count = in.read(piece, 3, piece(random));
      if (count < 0) {
        return all.toByteArray();
      }
      all.write(piece, 3, count);
    }
  }
}
