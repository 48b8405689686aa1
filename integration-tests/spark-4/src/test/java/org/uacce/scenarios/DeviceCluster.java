package org.uacce.scenarios;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * One executor of two cores with {@code mode=hardware} everywhere, and the jobs that run on it. Its
 * JVM is the one that has the device: the driver, which ignores that mode, compresses no shuffle. A
 * task that fails once fails its job.
 *
 * <p>Starting another one takes seconds: the classes' order keeps those changes few. The last one
 * ends with the test JVM.
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
          "-1");

  /** JDK 17 starts programs by way of a helper unless told to fork itself. */
  private static final String JVM_OPTIONS =
      "-XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=FORK";

  private static final Map<TpchShuffleTest.Job, List<String>> WITH_LZ4 =
      new EnumMap<>(TpchShuffleTest.Job.class);

  /** What the breaker of the running cluster does; null: none runs. */
  private static Breaker breaker;

  private static Cluster running;

  /** Whether wrong data keep the device out of use for a while. */
  enum Breaker {
    OPENS,
    /** For tests that give more faults than a trusted device ever would. */
    HELD_CLOSED
  }

  private DeviceCluster() {}

  static synchronized Cluster with(Breaker wanted) throws IOException, URISyntaxException {
    if (wanted != breaker) {
      if (running != null) {
        running.close();
      }
      runWithLz4();
      Map<String, String> settings = new HashMap<>(SETTINGS);
      settings.put(
          "spark.executor.extraJavaOptions",
          JVM_OPTIONS + " -Duacce.breaker.heldClosed=" + (wanted == Breaker.HELD_CLOSED));
      running = new Cluster(1, 2, settings);
      breaker = wanted;
      Tables.register(running.spark());
    }
    return running;
  }

  private static void runWithLz4() {
    if (WITH_LZ4.isEmpty()) {
      SparkSession stock = SharedSpark.with(SharedSpark.STOCK);
      Tables.register(stock);
      for (TpchShuffleTest.Job job : TpchShuffleTest.Job.values()) {
        WITH_LZ4.put(job, job.rows(stock));
      }
    }
  }

  /** What a job gives in a Spark without us. */
  static List<String> rowsWithLz4(TpchShuffleTest.Job job) {
    return WITH_LZ4.get(job);
  }
}
