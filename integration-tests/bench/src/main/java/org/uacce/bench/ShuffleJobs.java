package org.uacce.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A JVM of its own, in a {@link NetworkNamespace}, that shuffles the tables that {@link BenchData}
 * left between two executors, at each rate of the link under each codec in turns, and writes one
 * line for each of them into a file:
 *
 * <pre>ShuffleJobs FOLDER CSV ROUNDS WARM_UP_ROUNDS</pre>
 *
 * What is timed is a join with a sum and a sort, one after the other. It wants an environment in
 * which Spark starts executors; {@link ShapedShuffle} gives it.
 */
final class ShuffleJobs {
  private static final int EXECUTORS = 2;

  /** JVMs of a core and 1 GiB each. */
  private static final String MASTER = "local-cluster[" + EXECUTORS + ",1,1024]";

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  /**
   * What the rate admits at once, and what heads and acknowledgements add to what Spark counts: a
   * shuffle that is faster than the link by more than a tenth did not cross it.
   */
  private static final double FASTER_THAN_LINK = 0.9;

  /** Of what is written; a half, unless one executor was given most of the tasks. */
  private static final double LEAST_REMOTE = 0.1;

  /** Few: what a task costs at least is no business of a codec. */
  private static final int PARTITIONS = 8;

  private final SparkSession spark;
  private final Dataset<Row> joined;
  private final Dataset<Row> sorted;
  private final StageSums sums = new StageSums();

  private ShuffleJobs(Path folder, SparkSession spark) {
    this.spark = spark;
    // Here, since a table's schema is read by a job of its own.
    joined = TpchJobs.joinedAndSummed(spark, folder);
    sorted =
        spark
            .read()
            .parquet(TpchJobs.path(folder, "lineitem"))
            .sort("l_extendedprice", "l_comment");
    spark.sparkContext().addSparkListener(sums);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    int rounds = Integer.parseInt(args[2]);
    List<ShuffleCosts.Run> runs = new ArrayList<>();
    StageSums sums;
    // Closing it waits for the listener.
    try (SparkSession spark = CaptureRows.session(folder, settings())) {
      awaitExecutors(spark);
      ShuffleJobs jobs = new ShuffleJobs(folder, spark);
      sums = jobs.sums;
      for (int round = -Integer.parseInt(args[3]); round < 0; round++) {
        jobs.round(round, ShapedLink.UNSHAPED);
      }
      for (int round = 0; round < rounds; round++) {
        for (ShapedLink link : ShapedLink.values()) {
          runs.addAll(jobs.round(round, link));
        }
      }
    }
    List<String> lines = new ArrayList<>(List.of(ShuffleCosts.Run.CSV_HEADER));
    for (ShuffleCosts.Run run : runs) {
      ShuffleCosts.Run whole = run.with(sums.of(run.job()));
      check(whole);
      lines.add(whole.csv());
    }
    Files.write(Path.of(args[1]), lines);
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", MASTER);
    settings.put("spark.executor.memory", "1g");
    settings.put("spark.executor.extraClassPath", classPath());
    settings.put("spark.io.compression.codec", CodecOfJob.class.getName());
    // Broadcasts are no part of a task when they are written, and those of plans are small.
    settings.put("spark.broadcast.compress", "false");
    // Or executors on one host read each other's files.
    settings.put("spark.shuffle.readHostLocalDisk", "false");
    // Or it has another number of partitions for each codec, by the compressed bytes.
    settings.put("spark.sql.adaptive.enabled", "false");
    settings.put("spark.sql.shuffle.partitions", Integer.toString(PARTITIONS));
    return settings;
  }

  /** Executors have a working folder of their own. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A Master starts executors that end at once again and again, so this has an end of its own. */
  private static void awaitExecutors(SparkSession spark) throws InterruptedException {
    long start = System.nanoTime();
    int known = 0;
    while (known < EXECUTORS) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IllegalStateException(
            "Cannot shuffle: executors=" + known + " of=" + EXECUTORS + "; see their logs");
      }
      Thread.sleep(50);
      // With the driver.
      known = spark.sparkContext().getExecutorMemoryStatus().size() - 1;
    }
  }

  private List<ShuffleCosts.Run> round(int round, ShapedLink link)
      throws IOException, InterruptedException {
    NetworkNamespace.shape(link);
    List<ShuffleCosts.Run> runs = new ArrayList<>();
    List<String> codecs = CodecOfJob.labels();
    for (int i = 0; i < codecs.size(); i++) {
      // Each round begins with another codec.
      String codec = codecs.get(Math.floorMod(i + round, codecs.size()));
      runs.add(run(round, link, codec));
    }
    return runs;
  }

  private ShuffleCosts.Run run(int round, ShapedLink link, String codec) {
    StageSums.name(spark.sparkContext(), ShuffleCosts.Run.job(round, link, codec));
    spark.sparkContext().setLocalProperty(CodecOfJob.PROPERTY, codec);
    long start = System.nanoTime();
    CaptureRows.runAll(joined);
    CaptureRows.runAll(sorted);
    return new ShuffleCosts.Run(round, link, codec, System.nanoTime() - start, 0, 0, 0);
  }

  /** That the bytes crossed the link, and that the link held them up. */
  private static void check(ShuffleCosts.Run run) {
    long least = (long) (FASTER_THAN_LINK * run.link().leastNanos(run.remoteBytes()));
    if (run.remoteBytes() < LEAST_REMOTE * run.shuffleBytes() || run.wallNanos() < least) {
      throw new IllegalStateException(
          "Cannot trust a shuffle over a shaped network: link="
              + run.link()
              + " codec="
              + run.codec()
              + " remoteBytes="
              + run.remoteBytes()
              + " of="
              + run.shuffleBytes()
              + " wallNanos="
              + run.wallNanos()
              + " least="
              + least);
    }
  }
}
