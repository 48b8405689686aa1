package org.uacce.scenarios;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * One executor of two cores with {@code mode=hardware} everywhere, and the jobs that run on it. Its
 * JVM is the one that has the device: the driver, which ignores that mode, compresses no shuffle. A
 * task that fails once fails its job.
 *
 * <p>One for all classes of a test JVM; Spark stops it when that ends.
 */
final class DeviceCluster {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.io.compression.uacce.mode",
          "hardware",
          "spark.hadoop.io.compression.codec.uacce.mode",
          "hardware",
          "spark.hadoop.io.compression.codecs",
          "org.uacce.hadoop.UacceGzipCodec,org.uacce.hadoop.UacceDeflateCodec",
          "spark.task.maxFailures",
          "1",
          "spark.stage.maxConsecutiveAttempts",
          "1",
          "spark.shuffle.sort.bypassMergeThreshold",
          "3",
          "spark.shuffle.spill.numElementsForceSpillThreshold",
          "4000",
          "spark.sql.autoBroadcastJoinThreshold",
          "-1",
          // JDK 17 starts programs by way of a helper unless told to fork itself.
          "spark.executor.extraJavaOptions",
          "-XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=FORK");

  private static final Map<TpchShuffleTest.Job, List<String>> WITH_LZ4 =
      new EnumMap<>(TpchShuffleTest.Job.class);

  private static Cluster shared;

  private DeviceCluster() {}

  static synchronized Cluster shared() throws IOException, URISyntaxException {
    if (shared == null) {
      SparkSession stock = SharedSpark.with(SharedSpark.STOCK);
      Tables.register(stock);
      for (TpchShuffleTest.Job job : TpchShuffleTest.Job.values()) {
        WITH_LZ4.put(job, job.rows(stock));
      }
      shared = new Cluster(1, 2, SETTINGS);
      Tables.register(shared.spark());
    }
    return shared;
  }

  /** What a job gives in a Spark without us. */
  static List<String> rowsWithLz4(TpchShuffleTest.Job job) {
    return WITH_LZ4.get(job);
  }
}
