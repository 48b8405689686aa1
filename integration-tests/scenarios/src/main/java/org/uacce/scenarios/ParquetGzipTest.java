package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;

/** Spark's own Parquet source, GZIP pages, and the plugin. */
@Order(2)
@Tag("smoke")
class ParquetGzipTest {
  private static final String SUMS =
      "count(*), sum(l_orderkey), sum(l_quantity), sum(length(l_comment)), min(l_comment),"
          + " max(l_comment)";

  private static final Path OURS = SharedSpark.FOLDER.resolve("lineitem-ours.parquet");
  private static final Path STOCK = SharedSpark.FOLDER.resolve("lineitem-stock.parquet");

  private static SparkSession spark;
  private static String expected;
  private static Work writing;
  private static long columnBytes;

  @BeforeAll
  static void write() throws IOException {
    spark = SharedSpark.with(SharedSpark.OURS);
    Tables.register(spark);
    expected = sums("lineitem");
    UacceParquet.uninstall();
    write(STOCK);
    UacceParquet.install(new Configuration());
    writing = Work.sinceNow();
    write(OURS);
    columnBytes = gzipColumnBytes(OURS);
  }

  private static void write(Path folder) {
    spark
        .table("lineitem")
        .write()
        .mode("overwrite")
        .option("compression", "gzip")
        .parquet(folder.toString());
  }

  private static String sums(String table) {
    return spark.sql("select " + SUMS + " from " + table).first().toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(".gz.parquet")).sorted().toList();
    }
  }

  /** Uncompressed bytes of all columns, all of which are GZIP. */
  private static long gzipColumnBytes(Path folder) throws IOException {
    Set<CompressionCodecName> codecs = new TreeSet<>();
    long bytes = 0;
    for (Path file : files(folder)) {
      HadoopInputFile input =
          HadoopInputFile.fromPath(
              new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
      try (ParquetFileReader reader = ParquetFileReader.open(input)) {
        for (BlockMetaData rowGroup : reader.getFooter().getBlocks()) {
          bytes += rowGroup.getTotalByteSize();
          rowGroup.getColumns().forEach(column -> codecs.add(column.getCodec()));
        }
      }
    }
    assertThat(codecs).containsExactly(CompressionCodecName.GZIP);
    return bytes;
  }

  /** All of them but the page headers, which nobody compresses. */
  @Test
  void pagesAreCompressedByUs() {
    writing.assertNativeCompression();
    assertThat(writing.compressedBytes()).isGreaterThan(columnBytes * 99 / 100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void bothReadersInflateThroughUs(String vectorized) {
    spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorized);
    for (Path folder : List.of(OURS, STOCK)) {
      Work work = Work.sinceNow();
      assertThat(sums("parquet.`" + folder + "`")).isEqualTo(expected);
      work.assertNativeInflation();
      // Three of the sixteen columns are read; the comments alone are a third of the bytes.
      assertThat(work.of(CodecMetric.DECOMPRESS_NATIVE_BYTES)).isGreaterThan(columnBytes / 4);
    }
    spark.conf().unset("spark.sql.parquet.enableVectorizedReader");
  }

  /** As in a Spark without the plugin: nothing but a key of Hadoop's. */
  @Test
  void theCryptoHookInstallsTheCodecByConfigurationAlone() throws IOException {
    String hook = "org.uacce.parquet.UacceParquetCryptoHook";
    Path hooked = SharedSpark.FOLDER.resolve("lineitem-hooked.parquet");
    UacceParquet.uninstall();
    try {
      Work work = Work.sinceNow();
      spark
          .table("lineitem")
          .write()
          .mode("overwrite")
          .option("compression", "gzip")
          .option("parquet.crypto.factory.class", hook)
          .parquet(hooked.toString());
      assertThat(UacceParquet.isInstalled()).isTrue();
      work.assertNativeCompression();
      assertThat(work.compressedBytes()).isGreaterThan(gzipColumnBytes(hooked) * 99 / 100);
    } finally {
      UacceParquet.install(new Configuration());
    }
    assertThat(sums("parquet.`" + hooked + "`")).isEqualTo(expected);
  }

  @Test
  void stockSparkReadsWhatWeWrote() {
    UacceParquet.uninstall();
    try {
      assertThat(sums("parquet.`" + OURS + "`")).isEqualTo(expected);
    } finally {
      UacceParquet.install(new Configuration());
    }
  }

  @Test
  void duckDbReadsWhatWeWrote() throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(row(duck, "select distinct compression from parquet_metadata('%s/*.parquet')"))
          .containsExactly("GZIP");
      assertThat(row(duck, "select " + SUMS + " from read_parquet('%s/*.parquet')").toString())
          .isEqualTo(expected.replace(",", ", "));
    }
  }

  private static List<String> row(Connection duck, String sql) throws SQLException {
    List<String> fields = new ArrayList<>();
    try (ResultSet rows = duck.createStatement().executeQuery(sql.formatted(OURS))) {
      assertThat(rows.next()).isTrue();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        fields.add(rows.getString(i));
      }
      assertThat(rows.next()).isFalse();
    }
    return fields;
  }
}
