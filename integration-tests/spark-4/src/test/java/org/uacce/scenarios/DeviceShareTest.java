package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;

/**
 * On a healthy device {@code mode=hardware} has at least 99 % of the blocks above the threshold
 * compressed there, whatever Spark compresses them for, and the data are those of a Spark without
 * us.
 */
@OnDevice
@Order(1)
class DeviceShareTest {
  private static final int LEAST_BLOCKS = 100;

  /** {@code minOffloadSize}: the device is not asked for smaller blocks. */
  private static final long THRESHOLD = 16 << 10;

  private static Cluster cluster;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws Exception {
    cluster = DeviceCluster.with(DeviceCluster.Purpose.USE);
    spark = cluster.spark();
  }

  /** A Spark job that can be run again. */
  private interface Repeated {
    void run() throws Exception;
  }

  /** Runs it until it has made enough blocks to take a hundredth of. */
  private static void assertOnDevice(String what, Repeated job) throws Exception {
    ExecutorWork work = ExecutorWork.sinceNow(cluster);
    long onDevice = 0;
    int runs = 0;
    while (onDevice < LEAST_BLOCKS) {
      assertThat(runs++).as("runs of a job that gives the device next to nothing").isLessThan(20);
      job.run();
      onDevice = work.upToNow().of(CodecMetric.COMPRESS_DEVICE_BLOCKS);
    }
    long fallbacks = work.fallbacks();
    long blocks = work.of(CodecMetric.COMPRESS_NATIVE_BLOCKS);
    long bytes = work.of(CodecMetric.COMPRESS_NATIVE_BYTES);
    System.out.printf(
        "%s: runs=%d blocks on the device=%d redone=%d in software, too small=%d of %d bytes each%n",
        what, runs, onDevice, fallbacks, blocks, bytes / Math.max(1, blocks));
    assertThat(fallbacks).isLessThanOrEqualTo((onDevice + fallbacks) / 100);
    // Nor were blocks kept from the device without being counted.
    assertThat(bytes).isLessThan((blocks + 1) * THRESHOLD);
    assertThat(work.of(CodecMetric.COMPRESS_JDK_BLOCKS)).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"JOIN_AND_AGGREGATE", "WIDE_ROWS_SORTED"})
  void shuffleAndSpillsAreOnTheDevice(TpchShuffleTest.Job job) throws Exception {
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    try (tasks) {
      assertOnDevice(
          job.name(), () -> assertThat(job.rows(spark)).isEqualTo(DeviceCluster.rowsWithLz4(job)));
    }
    assertThat(tasks.bytesSpilled.sum()).as("spilled").isPositive();
    assertThat(tasks.notDone.sum()).as("tasks that failed").isZero();
  }

  @Test
  void parquetPagesAreOnTheDevice() throws Exception {
    Path folder = SharedSpark.FOLDER.resolve("device.parquet");
    Dataset<Row> lines = spark.table("lineitem");
    assertOnDevice(
        "Parquet",
        () ->
            lines
                .write()
                .mode("overwrite")
                .option("compression", "gzip")
                .option("parquet.enable.dictionary", "false")
                .option("parquet.page.row.count.limit", "4000")
                .parquet(folder.toString()));
    assertSameRows(lines, spark.read().parquet(folder.toString()));
  }

  @Test
  void gzipTextIsOnTheDevice() throws Exception {
    Path folder = SharedSpark.FOLDER.resolve("device.text");
    Dataset<Row> lines = spark.table("lineitem").selectExpr("concat_ws('|', *) as line");
    assertOnDevice(
        "gzip",
        () ->
            lines
                .write()
                .mode("overwrite")
                .option("compression", "org.uacce.hadoop.UacceGzipCodec")
                .option("io.compression.codec.uacce.blockSize", "64k")
                .text(folder.toString()));
    assertSameRows(lines, spark.read().text(folder.toString()));
  }

  private static void assertSameRows(Dataset<Row> expected, Dataset<Row> found) {
    assertThat(rows(found).equals(rows(expected))).as("rows are equal").isTrue();
  }

  private static List<String> rows(Dataset<Row> table) {
    return table.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
