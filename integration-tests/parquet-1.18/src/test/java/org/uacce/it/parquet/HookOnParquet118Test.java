package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.DirectByteBufferAllocator;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.parquet.UacceParquet;
import org.uacce.parquet.UacceParquet.SelfTest;

class HookOnParquet118Test {
  private static final UnaryOperator<ParquetReader.Builder<Group>> STOCK = UnaryOperator.identity();

  @TempDir Path folder;

  private final Configuration conf = new Configuration();
  private final Table table = new Table();

  @AfterEach
  void uninstall() {
    UacceParquet.uninstall();
  }

  @Test
  void selfTestTellsWhetherPagesRunThroughUs() {
    SelfTest before = UacceParquet.selfTest(conf);
    assertThat(before.passed()).isFalse();
    assertThat(before.reason()).contains("org.apache.hadoop.io.compress.GzipCodec");
    SelfTest installed = UacceParquet.install(conf);
    assertThat(installed.passed()).as(installed.reason()).isTrue();
    assertThat(installed.parquetVersion()).startsWith("1.18.");
    assertThat(UacceParquet.isInstalled()).isTrue();
    UacceParquet.uninstall();
    assertThat(UacceParquet.selfTest(conf).passed()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void programsWithTheirOwnFactoryRunThroughUs(WriterVersion version) throws Exception {
    Path file = folder.resolve("hooked.parquet");
    UacceParquet.install(conf);
    EngineBytes written = new EngineBytes();
    table.write(file, conf, writer -> writer.withWriterVersion(version));
    List<Page> pages = Page.of(file);
    written.assertCompressed(pages);
    for (Page page : pages) {
      if (!page.isAbsent()) {
        page.onlyMember();
      }
    }

    EngineBytes read = new EngineBytes();
    table.assertIn(file, conf, STOCK);
    read.assertInflated(pages);

    UacceParquet.uninstall();
    EngineBytes stock = new EngineBytes();
    table.assertIn(file, conf, STOCK);
    stock.assertInflated(List.of());
    DuckDb.assertReads(table, file);
  }

  @Test
  void directFactoriesRunThroughUs() throws Exception {
    Path file = folder.resolve("direct.parquet");
    UacceParquet.install(conf);
    table.write(file, conf, UnaryOperator.identity());
    EngineBytes read = new EngineBytes();
    DirectByteBufferAllocator direct = new DirectByteBufferAllocator();
    table.assertIn(
        file,
        conf,
        reader ->
            reader
                .withAllocator(direct)
                .withCodecFactory(CodecFactory.createDirectCodecFactory(conf, direct, 1 << 20)));
    read.assertInflated(Page.of(file));
  }

  /** Twice, so that the second writer's compressors come out of Hadoop's pool. */
  @Test
  void everyLevelReachesTheBytesOfItsColumn() throws Exception {
    UacceParquet.install(conf);
    int[][] rounds = {{1, 9}, {9, 1}, {4, 0}};
    for (int[] levels : rounds) {
      Path file = folder.resolve("levels.parquet-" + levels[0]);
      table.write(
          file,
          conf,
          writer ->
              writer
                  .withCompressionLevel("comment", levels[0])
                  .withCompressionLevel("price", levels[1]));
      List<Page> pages = Page.of(file);
      Levels.assertLevel(pages, "comment", levels[0], 6);
      Levels.assertLevel(pages, "price", levels[1], 6);
      Levels.assertLevel(pages, "id", 6, 1);
      table.assertIn(file, conf, STOCK);
    }
  }

  @Test
  void outputFormatsTakeTheLevelsOfTheirConfiguration() throws Exception {
    UacceParquet.install(conf);
    Path file = folder.resolve("format.parquet");
    Configuration job = new Configuration();
    job.set("zlib.compress.level", "BEST_SPEED");
    job.setInt("parquet.compression.level#price", 9);
    job.setBoolean("parquet.enable.dictionary", false);
    EngineBytes written = new EngineBytes();
    table.writeByOutputFormat(file, job);
    List<Page> pages = Page.of(file);
    written.assertCompressed(pages);
    Levels.assertLevel(pages, "price", 9, 1);
    Levels.assertLevel(pages, "comment", 1, 6);
    table.assertIn(file, job, STOCK);
    DuckDb.assertReads(table, file);
  }
}
