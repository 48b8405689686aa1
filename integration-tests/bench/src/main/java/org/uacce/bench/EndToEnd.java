package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<Map.Entry<String, Map<String, String>>> codecs =
        List.copyOf(CodecOfJob.settings().entrySet());
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

  private List<Run> run(String codec, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(settings);
    boolean ours = codec.equals(Contestant.UACCE_ROWS.label());
    all.put("spark.rdd.compress", "true");
    all.put("spark.shuffle.spill.numElementsForceSpillThreshold", "20000");
    if (ours) {
      all.put("spark.plugins", UaccePlugin.class.getName());
      all.put("spark.hadoop.io.compression.codec.uacce.mode", "software");
    }
    StageSums sums = new StageSums();
    Map<String, Long> walls = new LinkedHashMap<>();
    long written = 0;
    // Closing it waits for the listener.
    try (SparkSession spark = CaptureRows.session(folder, all)) {
      spark.sparkContext().addSparkListener(sums);
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
      StageSums.Sum sum = sums.of(wall.getKey());
      runs.add(
          new Run(
              wall.getKey(),
              name,
              wall.getValue(),
              sum.cpuNanos(),
              sum.gcMillis(),
              sum.shuffleBytes(),
              sum.spillBytes(),
              parquet ? written : 0));
    }
    return runs;
  }

  private static void time(SparkSession spark, Map<String, Long> walls, String job, Runnable work) {
    StageSums.name(spark.sparkContext(), job);
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
}
