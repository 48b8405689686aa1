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
 * JVM is the one that the mode holds for; the driver ignores it.
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
          // The driver has the device too, for broadcasts; here all that is counted is the
          // executor's.
          "spark.broadcast.compress",
          "false",
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

  /** What the running cluster is for; null: none runs. */
  private static Purpose purpose;

  private static Cluster running;

  /** What its tests do with the device. */
  enum Purpose {
    /** It may go away, and comes back. All options but the mode are the default. */
    USE,
    /**
     * It is given more faults than a trusted one ever would be: the breaker is held closed, every
     * block is inflated again, and a task or stage that has to be done twice fails its job.
     */
    FAULTS
  }

  private DeviceCluster() {}

  static synchronized Cluster with(Purpose wanted) throws IOException, URISyntaxException {
    if (wanted != purpose) {
      if (running != null) {
        running.close();
      }
      runWithLz4();
      running = new Cluster(1, 2, settings(wanted));
      purpose = wanted;
      Tables.register(running.spark());
    }
    return running;
  }

  private static Map<String, String> settings(Purpose wanted) {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("spark.executor.extraJavaOptions", JVM_OPTIONS);
    if (wanted == Purpose.FAULTS) {
      settings.put(
          "spark.executor.extraJavaOptions", JVM_OPTIONS + " -Duacce.breaker.heldClosed=true");
      settings.put("spark.io.compression.uacce.verify", "full");
      settings.put("spark.task.maxFailures", "1");
      settings.put("spark.stage.maxConsecutiveAttempts", "1");
    }
    return settings;
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
