package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.DirectByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.parquet.UacceCodecFactory;
import org.uacce.parquet.UacceParquet;

/** Pages from one byte to sixteen MiB, through every way that parquet has to reach a codec. */
class PageSizesTest {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message m { required binary text; required boolean bit; required binary empty;"
              + " optional int64 never; required binary word; }");

  @TempDir Path folder;

  private final Configuration conf = new Configuration();
  private final long seed = Table.seed("page sizes");
  private final byte[] letters = letters(seed);

  PageSizesTest() {
    // Quick; what a level does to a page is tested elsewhere.
    conf.setInt("io.compression.codec.uacce.level", 1);
  }

  /** How a codec is reached, writing and reading. */
  private enum Way {
    FACTORY,
    HOOK_ON_HEAP,
    HOOK_DIRECT;

    CompressionCodecFactory codecs(Configuration conf) {
      return switch (this) {
        case FACTORY -> new UacceCodecFactory(conf);
        case HOOK_ON_HEAP -> new CodecFactory(conf, 1 << 20);
        case HOOK_DIRECT ->
            CodecFactory.createDirectCodecFactory(conf, new DirectByteBufferAllocator(), 1 << 20);
      };
    }
  }

  /**
   * @param bytes that a page of text has at least
   * @param rows in the file
   * @param textBytes of a row
   * @param pageRows the most in a page
   */
  private record Shape(int bytes, int rows, int textBytes, int pageRows) {
    /** Parquet refuses less than 64, and ends a page before the row that would not fit. */
    int limit() {
      return Math.max(64, bytes + bytes / 8);
    }
  }

  private static Stream<Arguments> pages() {
    List<Shape> shapes =
        List.of(
            new Shape(1, 0, 1, 1),
            new Shape(1, 90, 1, 1),
            new Shape(120, 300, 10, 20_000),
            new Shape(64 << 10, 400, 1_000, 20_000),
            new Shape(1 << 20, 900, 3_000, 20_000),
            new Shape(16 << 20, 700, 30_000, 20_000));
    return shapes.stream()
        .flatMap(
            shape ->
                Stream.of(WriterVersion.values())
                    .flatMap(
                        version ->
                            Stream.of(Way.values()).map(way -> Arguments.of(way, version, shape))));
  }

  @AfterAll
  static void uninstall() {
    UacceParquet.uninstall();
  }

  private byte[] text(Shape shape, int row) {
    int from = new SplittableRandom(seed + row).nextInt(letters.length - shape.textBytes);
    return Arrays.copyOfRange(letters, from, from + shape.textBytes);
  }

  private static byte[] letters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] letters = new byte[100_000];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) ('a' + Math.min(random.nextInt(26), random.nextInt(26)));
    }
    return letters;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageIsOurOwnAndComesBack(Way way, WriterVersion version, Shape shape) throws Exception {
    Path file = folder.resolve("pages.parquet");
    if (way == Way.FACTORY) {
      UacceParquet.uninstall();
    } else {
      UacceParquet.install(conf);
    }
    EngineBytes written = new EngineBytes();
    write(file, way, version, shape);
    List<Page> pages = Page.of(file);
    written.assertCompressed(pages);
    for (Page page : pages) {
      if (!page.isAbsent()) {
        page.onlyMember();
      }
    }
    assertSizes(pages, version, shape);
    EngineBytes read = new EngineBytes();
    assertReads(file, way, shape);
    read.assertInflated(pages);
    UacceParquet.uninstall();
    EngineBytes stock = new EngineBytes();
    assertReads(file, Way.HOOK_ON_HEAP, shape);
    stock.assertInflated(List.of());
  }

  private static void assertSizes(List<Page> pages, WriterVersion version, Shape shape) {
    if (shape.rows == 0) {
      assertThat(pages).isEmpty();
      return;
    }
    assertThat(pages)
        .anySatisfy(
            page -> {
              assertThat(page.column()).isEqualTo("text");
              assertThat(page.bytes()).isGreaterThanOrEqualTo(shape.bytes);
            });
    if (shape.pageRows == 1) {
      // A bit; with four bytes of length and one of a run's in v2.
      int least = version == WriterVersion.PARQUET_1_0 ? 1 : 6;
      assertThat(pages).anyMatch(page -> page.bytes() <= least && !page.isAbsent());
    } else {
      assertThat(pages).extracting(Page::type).contains(PageType.DICTIONARY_PAGE);
    }
  }

  private void write(Path file, Way way, WriterVersion version, Shape shape) throws IOException {
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(conf)
            .withType(SCHEMA)
            .withWriterVersion(version)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withCodecFactory(way.codecs(conf))
            .withPageSize(shape.limit())
            .withPageRowCountLimit(shape.pageRows)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(100)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding("text", false)
            .withDictionaryEncoding("empty", false)
            .build()) {
      for (int row = 0; row < shape.rows; row++) {
        writer.write(
            groups
                .newGroup()
                .append("text", Binary.fromConstantByteArray(text(shape, row)))
                .append("bit", row % 3 == 0)
                .append("empty", Binary.EMPTY)
                .append("word", row % 5 == 0 ? "five" : "other"));
      }
    }
  }

  private void assertReads(Path file, Way way, Shape shape) throws IOException {
    try (ParquetReader<Group> reader =
        new Groups(file)
            .withConf(conf)
            .withCodecFactory(way.codecs(conf))
            .usePageChecksumVerification(true)
            .build()) {
      for (int row : IntStream.range(0, shape.rows).toArray()) {
        Group group = reader.read();
        assertThat(group).as("row %d", row).isNotNull();
        assertThat(group.getBinary("text", 0).getBytes()).isEqualTo(text(shape, row));
        assertThat(group.getBoolean("bit", 0)).isEqualTo(row % 3 == 0);
        assertThat(group.getBinary("empty", 0).length()).isZero();
        assertThat(group.getFieldRepetitionCount("never")).isZero();
        assertThat(group.getString("word", 0)).isEqualTo(row % 5 == 0 ? "five" : "other");
      }
      assertThat(reader.read()).isNull();
    }
  }

  private static final class Groups extends ParquetReader.Builder<Group> {
    Groups(Path file) {
      super(new LocalInputFile(file));
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
