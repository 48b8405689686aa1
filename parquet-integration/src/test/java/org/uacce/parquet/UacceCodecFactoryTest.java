package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.CapacityByteArrayOutputStream;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.codec.CodecConfigurationException;

class UacceCodecFactoryTest {
  private static final CompressionCodecName GZIP = CompressionCodecName.GZIP;

  private final Configuration conf = new Configuration();
  private final UacceCodecFactory ours = new UacceCodecFactory(conf);
  private final CodecFactory stock = new CodecFactory(conf, 1 << 20);
  private final Random random = Seed.random("codec factory");

  @AfterEach
  void release() {
    ours.release();
    stock.release();
  }

  static Stream<Arguments> pages() {
    return Stream.of(0, 1, 2, 63, 1 << 20, 16 << 20)
        .flatMap(bytes -> Stream.of(Arguments.of(bytes, true), Arguments.of(bytes, false)));
  }

  private byte[] page(int bytes, boolean text) {
    return text ? Pages.text(random, bytes) : Pages.noise(random, bytes);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void stockParquetReadsOurPages(int bytes, boolean text) throws Exception {
    byte[] page = page(bytes, text);
    EngineBytes engines = new EngineBytes();
    byte[] gzip = ours.getCompressor(GZIP).compress(BytesInput.from(page)).toByteArray();
    engines.assertCompressed(bytes);
    assertThat(Pages.onlyMember(gzip, bytes)).isEqualTo(page);
    assertThat(inflated(stock, gzip, bytes)).isEqualTo(page);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void weReadStockPages(int bytes, boolean text) throws IOException {
    byte[] page = page(bytes, text);
    byte[] gzip = stock.getCompressor(GZIP).compress(BytesInput.from(page)).toByteArray();
    EngineBytes engines = new EngineBytes();
    assertThat(inflated(ours, gzip, bytes)).isEqualTo(page);
    engines.assertInflated(bytes);
  }

  @Test
  void compressesWhateverPartsAPageIsMadeOf() throws Exception {
    byte[] page = Pages.text(random, 100_000);
    ByteBuffer direct = ByteBuffer.allocateDirect(page.length);
    direct.put(page).flip();
    CapacityByteArrayOutputStream gathered =
        CapacityByteArrayOutputStream.withTargetNumSlabs(64, 1 << 20, 4);
    gathered.write(page);
    List<BytesInput> kinds =
        List.of(
            BytesInput.from(page),
            BytesInput.from(ByteBuffer.wrap(page)),
            BytesInput.from(direct),
            BytesInput.from(ByteBuffer.wrap(page, 0, 7), ByteBuffer.wrap(page, 7, page.length - 7)),
            BytesInput.from(gathered),
            BytesInput.from(new ByteArrayInputStream(page), page.length),
            BytesInput.concat(
                BytesInput.from(page, 0, 3),
                BytesInput.empty(),
                BytesInput.from(page, 3, page.length - 3)));
    for (BytesInput kind : kinds) {
      byte[] gzip = ours.getCompressor(GZIP).compress(kind).toByteArray();
      assertThat(Pages.onlyMember(gzip, page.length)).as("%s", kind.getClass()).isEqualTo(page);
    }
  }

  @Test
  void inflatesFromPartsOfSeveralBuffers() throws IOException {
    byte[] page = Pages.text(random, 100_000);
    byte[] gzip = gzip(page);
    BytesInput parts =
        BytesInput.from(ByteBuffer.wrap(gzip, 0, 11), ByteBuffer.wrap(gzip, 11, gzip.length - 11));
    assertThat(ours.getDecompressor(GZIP).decompress(parts, page.length).toByteArray())
        .isEqualTo(page);
  }

  @Test
  void aPageOutlivesTheNextOne() throws IOException {
    byte[] first = Pages.text(random, 5_000);
    byte[] second = Pages.text(random, 5_000);
    BytesInput held =
        ours.getDecompressor(GZIP).decompress(BytesInput.from(gzip(first)), first.length);
    inflated(ours, gzip(second), second.length);
    assertThat(held.toByteArray()).isEqualTo(first);
  }

  @Test
  void noBytesAreAnEmptyPage() throws IOException {
    assertThat(inflated(ours, new byte[0], 0)).isEmpty();
  }

  @Test
  void severalMembersAreOnePageWhenAnotherWriterLeftThem() throws IOException {
    byte[] page = Pages.text(random, 5_000);
    byte[] head = gzip(Arrays.copyOf(page, 2_000));
    byte[] tail = gzip(Arrays.copyOfRange(page, 2_000, page.length));
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    assertThat(inflated(ours, both, page.length)).isEqualTo(page);
  }

  @Test
  void theSameInstancesServeUntilReleaseAndOthersAfterIt() throws IOException {
    CompressionCodecFactory.BytesInputCompressor compressor = ours.getCompressor(GZIP);
    CompressionCodecFactory.BytesInputDecompressor decompressor = ours.getDecompressor(GZIP);
    assertThat(ours.getCompressor(GZIP)).isSameAs(compressor);
    assertThat(ours.getCompressor(GZIP, 9)).isNotSameAs(compressor);
    assertThat(ours.getDecompressor(GZIP)).isSameAs(decompressor);
    assertThat(compressor.getCodecName()).isEqualTo(GZIP);
    ours.release();
    assertThat(ours.getCompressor(GZIP)).isNotSameAs(compressor);
    assertThat(ours.getDecompressor(GZIP)).isNotSameAs(decompressor);
    byte[] page = Pages.text(random, 5_000);
    assertThat(inflated(ours, gzip(page), page.length)).isEqualTo(page);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "LZ4_RAW"})
  void leavesEveryOtherCodecToParquet(CompressionCodecName codec) throws IOException {
    byte[] page = Pages.text(random, 50_000);
    EngineBytes engines = new EngineBytes();
    BytesInput compressed = ours.getCompressor(codec).compress(BytesInput.from(page));
    byte[] bytes = compressed.toByteArray();
    assertThat(ours.getCompressor(codec).getCodecName()).isEqualTo(codec);
    assertThat(
            stock
                .getDecompressor(codec)
                .decompress(BytesInput.from(bytes), page.length)
                .toByteArray())
        .isEqualTo(page);
    assertThat(
            ours.getDecompressor(codec)
                .decompress(BytesInput.from(bytes), page.length)
                .toByteArray())
        .isEqualTo(page);
    engines.assertCompressed(0);
    engines.assertInflated(0);
  }

  @Test
  void refusesAPageThatIsNotOfItsStatedSize() {
    for (int stated : new int[] {9, 11}) {
      BytesInput page = misstated(stated, 10);
      assertThatThrownBy(() -> ours.getCompressor(GZIP).compress(page))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("stated=" + stated);
    }
  }

  @Test
  void refusesAPageThatNoArrayHolds() {
    BytesInput page = misstated(GzipPageCompressor.MOST_PAGE_BYTES + 1L, 10);
    assertThatThrownBy(() -> ours.getCompressor(GZIP).compress(page))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("limit=" + GzipPageCompressor.MOST_PAGE_BYTES);
  }

  @Test
  void namesKeyAndRangeOfABadValue() {
    conf.set("io.compression.codec.uacce.level", "13");
    assertThatThrownBy(() -> new UacceCodecFactory(conf))
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("io.compression.codec.uacce.level")
        .hasMessageContaining("0 to 12");
  }

  private byte[] gzip(byte[] page) throws IOException {
    return ours.getCompressor(GZIP).compress(BytesInput.from(page)).toByteArray();
  }

  private static byte[] inflated(CompressionCodecFactory factory, byte[] gzip, int bytes)
      throws IOException {
    return factory.getDecompressor(GZIP).decompress(BytesInput.from(gzip), bytes).toByteArray();
  }

  private static BytesInput misstated(long stated, int actual) {
    return new BytesInput() {
      @Override
      public void writeAllTo(OutputStream out) throws IOException {
        out.write(new byte[actual]);
      }

      @Override
      public long size() {
        return stated;
      }
    };
  }
}
