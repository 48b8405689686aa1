package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.AcceleratorUnavailableException;
import org.uacce.codec.CodecMetric;
import org.uacce.spark.UacceCompressionCodec;

/** What only shows where driver and executors are JVMs of their own. */
@Order(10)
class LocalClusterTest {
  private static final Path DATA = SharedSpark.FOLDER.resolve("cluster.parquet");

  private static Cluster cluster;
  private static JavaSparkContext context;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    cluster = new Cluster(2, 1, Map.of());
    context = cluster.context();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void shuffleBroadcastAndParquetRunOnTheExecutors() {
    String[] table = IntStream.range(0, 10_000).mapToObj(i -> "row " + i).toArray(String[]::new);
    Broadcast<String[]> broadcast = context.broadcast(table);
    assertThat(context.parallelize(List.of(7, 9_999), 2).map(i -> broadcast.value()[i]).collect())
        .containsExactly("row 7", "row 9999");

    SparkSession spark = cluster.spark();
    spark
        .range(0, 200_000, 1, 4)
        .selectExpr("id", "id % 1000 as key", "concat('value ', id % 77) as value")
        .write()
        .mode("overwrite")
        .option("compression", "gzip")
        .parquet(DATA.toString());
    String sql =
        "select key, count(*), sum(id), max(value) from parquet.`" + DATA + "` group by key";
    assertThat(spark.sql(sql).collectAsList())
        .hasSize(1_000)
        .allMatch(row -> row.getLong(1) == 200)
        .allMatch(row -> row.getLong(2) == 200 * row.getLong(0) + 199L * 200 / 2 * 1_000);

    Work.assumeNative();
    Map<String, Map<String, Long>> executors = cluster.executors();
    assertThat(executors).hasSize(2).doesNotContainKey("driver");
    executors.forEach(
        (id, counts) -> {
          assertThat(counts.get(CodecMetric.COMPRESS_NATIVE_BLOCKS.id())).isPositive();
          assertThat(counts.get(CodecMetric.DECOMPRESS_NATIVE_BLOCKS.id())).isPositive();
          assertThat(counts.get(CodecMetric.COMPRESS_JDK_BLOCKS.id())).isZero();
          assertThat(counts.get(CodecMetric.DECOMPRESS_JDK_BLOCKS.id())).isZero();
          assertThat(counts.get(Cluster.PARQUET)).isEqualTo(1);
        });
  }

  /** The same configuration compresses broadcasts on the driver. */
  @Test
  void hardwareModeHoldsOnExecutorsOnly() {
    assertThat(compressWithHardwareMode()).isEqualTo("compressed");
    assertThat(context.parallelize(List.of(1), 1).map(i -> compressWithHardwareMode()).first())
        .startsWith(AcceleratorUnavailableException.class.getName())
        .contains("mode=hardware");
  }

  private static String compressWithHardwareMode() {
    SparkConf conf = new SparkConf(false).set("spark.io.compression.uacce.mode", "hardware");
    try (var out =
        new UacceCompressionCodec(conf).compressedOutputStream(OutputStream.nullOutputStream())) {
      out.write(new byte[100_000]);
      return "compressed";
    } catch (IOException e) {
      return e.toString();
    }
  }
}
