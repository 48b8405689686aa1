package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.DirectByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.PageType;
import org.apache.parquet.hadoop.ParquetReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.MalformedDataException;
import org.uacce.parquet.UacceCodecFactory;
import org.uacce.parquet.UacceParquet;

class FactoryOnParquet118Test {
  private static final UnaryOperator<ParquetReader.Builder<Group>> STOCK = UnaryOperator.identity();

  @TempDir Path folder;

  private final Configuration conf = new Configuration();
  private final Table table = new Table();

  private ParquetReader.Builder<Group> ours(ParquetReader.Builder<Group> reader) {
    return reader.withCodecFactory(new UacceCodecFactory(conf));
  }

  @ParameterizedTest
  @EnumSource
  void everyReaderReadsWhatTheFactoryWrote(WriterVersion version) throws Exception {
    Path file = folder.resolve("ours.parquet");
    EngineBytes written = new EngineBytes();
    table.write(
        file,
        conf,
        writer -> writer.withWriterVersion(version).withCodecFactory(new UacceCodecFactory(conf)));
    List<Page> pages = Page.of(file);
    written.assertCompressed(pages);
    assertThat(pages).extracting(Page::type).contains(PageType.DICTIONARY_PAGE, dataPage(version));
    for (Page page : pages) {
      if (!page.isAbsent()) {
        page.onlyMember();
      }
    }

    EngineBytes stock = new EngineBytes();
    table.assertIn(file, conf, STOCK);
    stock.assertInflated(List.of());

    EngineBytes read = new EngineBytes();
    table.assertIn(file, conf, this::ours);
    read.assertInflated(pages);

    DuckDb.assertReads(table, file);
  }

  @ParameterizedTest
  @EnumSource
  void theFactoryReadsWhatParquetWrote(WriterVersion version) throws Exception {
    Path file = folder.resolve("stock.parquet");
    EngineBytes written = new EngineBytes();
    table.write(file, conf, writer -> writer.withWriterVersion(version));
    written.assertCompressed(List.of());
    EngineBytes read = new EngineBytes();
    table.assertIn(file, conf, this::ours);
    read.assertInflated(Page.of(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void theFactoryAndTheHookReadWhatDuckDbWrote(String version) throws Exception {
    Path ours = folder.resolve("ours.parquet");
    Path theirs = folder.resolve("theirs.parquet");
    table.write(ours, conf, writer -> writer.withCodecFactory(new UacceCodecFactory(conf)));
    DuckDb.copy(ours, theirs, version);
    List<Page> pages = Page.of(theirs);
    EngineBytes read = new EngineBytes();
    table.assertIn(theirs, conf, this::ours);
    read.assertInflated(pages);
    UacceParquet.install(conf);
    try {
      EngineBytes hooked = new EngineBytes();
      table.assertIn(theirs, conf, STOCK);
      hooked.assertInflated(pages);
    } finally {
      UacceParquet.uninstall();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsIntoDirectBuffers(WriterVersion version) throws Exception {
    Path file = folder.resolve("direct.parquet");
    table.write(
        file,
        conf,
        writer -> writer.withWriterVersion(version).withCodecFactory(new UacceCodecFactory(conf)));
    conf.setBoolean("parquet.decrypt.off-heap.buffer.enabled", true);
    List<Integer> allocated = new ArrayList<>();
    DirectByteBufferAllocator direct =
        new DirectByteBufferAllocator() {
          @Override
          public ByteBuffer allocate(int size) {
            allocated.add(size);
            return super.allocate(size);
          }
        };
    EngineBytes read = new EngineBytes();
    table.assertIn(file, conf, reader -> ours(reader).withAllocator(direct));
    List<Page> pages = Page.of(file);
    read.assertInflated(pages);
    assertThat(allocated)
        .as("a direct buffer of each page's size")
        .containsAll(
            pages.stream()
                .filter(page -> page.type() != PageType.DICTIONARY_PAGE)
                .map(Page::bytes)
                .toList());
  }

  @Test
  void aColumnsLevelReachesItsBytes() throws Exception {
    Path file = folder.resolve("levels.parquet");
    table.write(
        file,
        conf,
        writer ->
            writer
                .withCodecFactory(new UacceCodecFactory(conf))
                .withCompressionLevel("comment", 1)
                .withCompressionLevel("price", 9));
    List<Page> pages = Page.of(file);
    Levels.assertLevel(pages, "comment", 1, 6);
    Levels.assertLevel(pages, "price", 9, 6);
    Levels.assertLevel(pages, "id", 6, 1);
    table.assertIn(file, conf, STOCK);
    DuckDb.assertReads(table, file);
  }

  @Test
  void damageThatParquetDoesNotLookForIsRefused() throws Exception {
    Path file = folder.resolve("damaged.parquet");
    table.write(file, conf, writer -> writer.withCodecFactory(new UacceCodecFactory(conf)));
    byte[] bytes = Files.readAllBytes(file);
    Page page = Page.of(file).get(0);
    bytes[page.offset() + page.compressed().length - 5] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(
            () ->
                table.assertIn(
                    file, conf, reader -> ours(reader).usePageChecksumVerification(false)))
        .hasRootCauseInstanceOf(MalformedDataException.class)
        .rootCause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining("offset=");
  }

  private static PageType dataPage(WriterVersion version) {
    return version == WriterVersion.PARQUET_1_0 ? PageType.DATA_PAGE : PageType.DATA_PAGE_V2;
  }
}
