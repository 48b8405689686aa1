package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.uacce.spark.UaccePlugin;

/**
 * A JVM of its own that runs whole Spark jobs under each codec in turns, on the tables that {@link
 * BenchData} left, and writes one line for each job, codec and round into a file:
 *
 * <pre>EndToEnd FOLDER CSV ROUNDS WARM_UP_ROUNDS</pre>
 */
final class EndToEnd {
  static final String JOIN = "join and sum";
  static final String SORT = "sort with spills";
  static final String CACHE = "cache on disk";
  static final String PARQUET = "Parquet GZIP write and read";

  private static final String FILES = "gzip";
  private static final String JOB = "uacce.bench.job";

  /** One job of one round; the times are of all tasks, but that on the wall. */
  record Run(
      String job,
      String codec,
      long wallNanos,
      long cpuNanos,
      long gcMillis,
      long shuffleBytes,
      long spillBytes,
      long fileBytes) {
    String csv() {
      return String.join(
          ",",
          job,
          codec,
          Long.toString(wallNanos),
          Long.toString(cpuNanos),
          Long.toString(gcMillis),
          Long.toString(shuffleBytes),
          Long.toString(spillBytes),
          Long.toString(fileBytes));
    }

    static Run parse(String line) {
      String[] field = line.split(",", -1);
      return new Run(
          field[0],
          field[1],
          Long.parseLong(field[2]),
          Long.parseLong(field[3]),
          Long.parseLong(field[4]),
          Long.parseLong(field[5]),
          Long.parseLong(field[6]),
          Long.parseLong(field[7]));
    }
  }

  private final Path folder;

  private EndToEnd(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    EndToEnd jobs = new EndToEnd(Path.of(args[0]));
    int rounds = Integer.parseInt(args[2]);
    List<Map.Entry<String, Map<String, String>>> codecs = List.copyOf(codecs().entrySet());
    List<String> lines = new ArrayList<>();
    for (int round = -Integer.parseInt(args[3]); round < rounds; round++) {
      for (int i = 0; i < codecs.size(); i++) {
        // Each round begins with another codec.
        var codec = codecs.get(Math.floorMod(i + round, codecs.size()));
        List<Run> runs = jobs.run(codec.getKey(), codec.getValue());
        if (round >= 0) {
          runs.forEach(run -> lines.add(run.csv()));
        }
      }
    }
    Files.write(Path.of(args[1]), lines);
  }

  private static Map<String, Map<String, String>> codecs() {
    Map<String, Map<String, String>> codecs = new LinkedHashMap<>();
    codecs.put(Contestant.LZ4.label(), Contestant.stock("lz4", 1));
    codecs.put(Contestant.ZSTD_1.label(), Contestant.stock("zstd", 1));
    codecs.put(Contestant.UACCE_1.label(), Contestant.ours(1, "none"));
    codecs.put(Contestant.UACCE_ROWS.label(), Contestant.ours(1, "auto"));
    return codecs;
  }

  private List<Run> run(String codec, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    boolean ours = codec.equals(Contestant.UACCE_ROWS.label());
    all.put("spark.rdd.compress", "true");
    all.put("spark.shuffle.spill.numElementsForceSpillThreshold", "20000");
    if (ours) {
      all.put("spark.plugins", UaccePlugin.class.getName());
      all.put("spark.hadoop.io.compression.codec.uacce.mode", "software");
    }
    Costs costs = new Costs();
    Map<String, Long> walls = new LinkedHashMap<>();
    long written = 0;
    // Closing it waits for the listener.
    try (SparkSession spark = CaptureRows.session(folder, all)) {
      spark.sparkContext().addSparkListener(costs);
      Dataset<Row> lines = spark.read().parquet(TpchJobs.path(folder, "lineitem"));
      time(spark, walls, JOIN, () -> CaptureRows.runAll(TpchJobs.joinedAndSummed(spark, folder)));
      time(
          spark, walls, SORT, () -> CaptureRows.runAll(lines.sort("l_extendedprice", "l_comment")));
      time(spark, walls, CACHE, () -> cached(lines));
      // Others' files are no business of Spark's codec: stock GZIP once, and ours.
      if (ours || codec.equals(Contestant.LZ4.label())) {
        time(spark, walls, PARQUET, () -> writtenAndRead(spark, lines));
        written = bytes(Path.of(TpchJobs.path(folder, FILES)));
      }
    }
    List<Run> runs = new ArrayList<>();
    for (Map.Entry<String, Long> wall : walls.entrySet()) {
      boolean parquet = wall.getKey().equals(PARQUET);
      String name = parquet && !ours ? "stock" : codec;
      runs.add(costs.run(wall.getKey(), name, wall.getValue(), parquet ? written : 0));
    }
    return runs;
  }

  private static void time(SparkSession spark, Map<String, Long> walls, String job, Runnable work) {
    spark.sparkContext().setLocalProperty(JOB, job);
    long start = System.nanoTime();
    work.run();
    walls.put(job, System.nanoTime() - start);
  }

  private static void cached(Dataset<Row> lines) {
    Dataset<Row> cached = lines.repartition(2).persist(StorageLevel.DISK_ONLY());
    CaptureRows.runAll(cached);
    CaptureRows.runAll(cached);
    cached.unpersist(true);
  }

  private void writtenAndRead(SparkSession spark, Dataset<Row> lines) {
    String file = TpchJobs.path(folder, FILES);
    lines.write().mode("overwrite").option("compression", "gzip").parquet(file);
    CaptureRows.runAll(spark.read().parquet(file));
  }

  private static long bytes(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      long total = 0;
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        total += Files.size(file);
      }
      return total;
    }
  }

  /** Sums over the stages of each job. Called on Spark's listener thread. */
  private static final class Costs extends SparkListener {
    private static final int CPU = 0;
    private static final int GC = 1;
    private static final int SHUFFLED = 2;
    private static final int SPILLED = 3;

    private final Map<Integer, String> jobs = new HashMap<>();
    private final Map<String, long[]> sums = new HashMap<>();

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      jobs.put(submitted.stageInfo().stageId(), submitted.properties().getProperty(JOB, ""));
    }

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
      TaskMetrics metrics = completed.stageInfo().taskMetrics();
      long[] sum =
          sums.computeIfAbsent(jobs.get(completed.stageInfo().stageId()), job -> new long[4]);
      sum[CPU] += metrics.executorCpuTime();
      sum[GC] += metrics.jvmGCTime();
      sum[SHUFFLED] += metrics.shuffleWriteMetrics().bytesWritten();
      sum[SPILLED] += metrics.diskBytesSpilled();
    }

    synchronized Run run(String job, String codec, long wallNanos, long fileBytes) {
      long[] sum = sums.get(job);
      return new Run(
          job, codec, wallNanos, sum[CPU], sum[GC], sum[SHUFFLED], sum[SPILLED], fileBytes);
    }
  }
}
