package org.uacce.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.apache.avro.Schema;
import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.MalformedDataException;

@Tag("every-tier")
class UacceDeflateFactoryTest {
  private static final int RECORDS = 20_000;
  private static final CodecFactory STOCK = CodecFactory.deflateCodec(6);

  private final Random random = random();
  private final UacceDeflateFactory factory = new UacceDeflateFactory();
  private final Codec ours = factory.createInstance();

  private static Random random() {
    String fixed = System.getProperty("uacce.seed", "");
    long seed = fixed.isEmpty() ? new Random().nextLong() : Long.parseLong(fixed);
    System.out.println("avro blocks: -Duacce.seed=" + seed);
    return new Random(seed);
  }

  @AfterEach
  void restoreAvrosOwn() {
    CodecFactory.addCodec("deflate", CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL));
  }

  @Test
  void filesAreReadByAvroAndByUsWhoeverWroteThem() throws IOException {
    byte[] plain = file(CodecFactory.nullCodec());
    CodecFactory before = CodecFactory.addCodec("deflate", factory);
    assertThat(before).isNotNull();
    long compressed = through("compress.");
    byte[] written = file(CodecFactory.fromString("deflate"));
    assertThat(through("compress.") - compressed).isGreaterThan(plain.length * 9L / 10);
    byte[] stock = file(STOCK);
    long inflated = through("decompress.");
    assertReads(written);
    assertReads(stock);
    assertThat(through("decompress.") - inflated).isGreaterThan(plain.length * 18L / 10);

    CodecFactory.addCodec("deflate", before);
    inflated = through("decompress.");
    assertReads(written);
    assertThat(through("decompress.")).isEqualTo(inflated);
    assertThat(written.length).isLessThan(stock.length * 102 / 100);
  }

  /** Avro then inflates a block that it has read into the array of the last one's result. */
  @Test
  void recompressesTheBlocksOfAnotherFile() throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    CodecFactory.addCodec("deflate", factory);
    for (boolean recompress : new boolean[] {false, true}) {
      sink.reset();
      try (DataFileWriter<String> writer = new DataFileWriter<>(new GenericDatumWriter<String>());
          DataFileStream<String> source = open(file(STOCK))) {
        writer.setCodec(CodecFactory.fromString("deflate"));
        writer.create(Schema.create(Schema.Type.STRING), sink);
        writer.appendAllFrom(source, recompress);
      }
      assertReads(sink.toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 64_000, 1 << 20, 9 << 20})
  void blocksOfEverySizeAreDeflate(int bytes) throws IOException {
    byte[] block = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      block[i] = (byte) (random.nextInt(4) * random.nextInt(20));
    }
    for (ByteBuffer data : new ByteBuffer[] {ByteBuffer.wrap(block), direct(block), slice(block)}) {
      ByteBuffer packed = ours.compress(data);
      assertThat(bytes(STOCK_CODEC.decompress(packed.duplicate()))).isEqualTo(block);
      assertThat(bytes(ours.decompress(packed))).isEqualTo(block);
      assertThat(bytes(ours.decompress(STOCK_CODEC.compress(ByteBuffer.wrap(block)))))
          .isEqualTo(block);
    }
  }

  private static final Codec STOCK_CODEC = new Stock().made();

  /** Avro's factories make their codecs for nobody but their own package and its heirs. */
  private static final class Stock extends CodecFactory {
    @Override
    protected Codec createInstance() {
      throw new UnsupportedOperationException();
    }

    Codec made() {
      return new org.apache.avro.file.DeflateCodec(6);
    }
  }

  /** Avro's Python library cuts one of the four bytes of zlib's trailer off, and leaves three. */
  @Test
  void ignoresWhatFollowsTheBlockAsAvroDoes() throws IOException {
    byte[] block = "one record after the other, ".repeat(500).getBytes(StandardCharsets.US_ASCII);
    Deflater zlib = new Deflater(6);
    zlib.setInput(block);
    zlib.finish();
    byte[] stream = new byte[1_000];
    int length = zlib.deflate(stream);
    zlib.end();
    ByteBuffer pythons = ByteBuffer.wrap(Arrays.copyOfRange(stream, 2, length - 1));
    assertThat(bytes(ours.decompress(pythons))).isEqualTo(block);
  }

  @Test
  void refusesWhatIsCutShortOrNoDeflate() throws IOException {
    byte[] block = new byte[50_000];
    random.nextBytes(block);
    Arrays.fill(block, 0, 20_000, (byte) 7);
    byte[] packed = bytes(ours.compress(ByteBuffer.wrap(block)));
    for (int bytes : new int[] {0, 1, 100, packed.length / 2, packed.length - 1}) {
      assertThatThrownBy(() -> ours.decompress(ByteBuffer.wrap(packed, 0, bytes)))
          .as("bytes=%d", bytes)
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("offset=");
    }
    assertThatThrownBy(() -> ours.decompress(ByteBuffer.wrap(new byte[] {7, 1, 2, 3, 4})))
        .isInstanceOf(MalformedDataException.class);
  }

  @Test
  void codecsAreEqualWhenTheirOptionsAre() {
    CodecConfig config = CodecConfig.defaults(Purpose.FILE);
    assertThat(ours).isEqualTo(new UacceDeflateFactory(config).createInstance());
    assertThat(ours).isNotEqualTo(new UacceDeflateFactory(config.withLevel(9)).createInstance());
    assertThat(ours).isNotEqualTo(STOCK_CODEC);
    assertThat(ours.getName()).isEqualTo("deflate");
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static ByteBuffer slice(byte[] bytes) {
    return ByteBuffer.allocate(bytes.length + 9).position(5).put(bytes).flip().position(5).slice();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static String record(int i) {
    return "record " + i + " of many, " + Integer.toHexString(i * 0x9E3779B9);
  }

  private static byte[] file(CodecFactory codec) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (DataFileWriter<String> writer = new DataFileWriter<>(new GenericDatumWriter<String>())) {
      writer.setCodec(codec);
      writer.create(Schema.create(Schema.Type.STRING), sink);
      for (int i = 0; i < RECORDS; i++) {
        writer.append(record(i));
      }
    }
    return sink.toByteArray();
  }

  private static DataFileStream<String> open(byte[] file) throws IOException {
    return new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<String>());
  }

  private static void assertReads(byte[] file) throws IOException {
    try (DataFileStream<?> reader = open(file)) {
      assertThat(reader.getMetaString("avro.codec")).isEqualTo("deflate");
      for (int i = 0; i < RECORDS; i++) {
        assertThat(reader.next().toString()).isEqualTo(record(i));
      }
      assertThat(reader.hasNext()).isFalse();
    }
  }

  /** Bytes through the engines of this JVM so far, one way. */
  private static long through(String direction) {
    return Arrays.stream(CodecMetric.values())
        .filter(metric -> metric != CodecMetric.COMPRESS_OUTPUT_BYTES)
        .filter(metric -> metric.id().startsWith(direction) && metric.id().endsWith(".bytes"))
        .mapToLong(CodecMetric::value)
        .sum();
  }
}
