package org.uacce.examples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/**
 * Runs jobs one after the other, each in a Spark session of its own, so that what our engines count
 * is that job's and nothing else: {@code RunJobs <uacce|stock> <work folder> <hdfs folder>
 * <step>...}. The work folder holds the tables in {@code data} and receives a properties file per
 * step in {@code results}.
 */
final class RunJobs {
  private final Codec codec;
  private final Path work;
  private final URI hdfs;

  /** Of all jobs so far. */
  private final Map<String, Long> counters = new TreeMap<>();

  private RunJobs(Codec codec, Path work, URI hdfs) {
    this.codec = codec;
    this.work = work;
    this.hdfs = hdfs;
  }

  public static void main(String[] args) throws IOException {
    ParentWatch.exitWithParent();
    if (args.length < 4) {
      System.err.println(
          "Usage: RunJobs <uacce|stock> <work folder> <hdfs folder> <step>...\nA step: "
              + Step.SYNTAX);
      System.exit(2);
    }
    Codec codec = Codec.of(args[0]);
    List<Step> steps = Arrays.stream(args).skip(3).map(Step::parse).toList();
    requireClassPath(codec);
    RunJobs jobs = new RunJobs(codec, Path.of(args[1]).toAbsolutePath(), URI.create(args[2]));
    jobs.warmUp();
    for (Step step : steps) {
      jobs.run(step);
    }
    jobs.reportCounters();
  }

  /** A baseline that could fall back on us would prove nothing. */
  private static void requireClassPath(Codec codec) {
    boolean present =
        RunJobs.class.getClassLoader().getResource("org/uacce/codec/CodecMetric.class") != null;
    if (present != (codec == Codec.UACCE)) {
      throw new IllegalStateException(
          "Cannot run jobs with this class path: codec=%s our jar present=%s"
              .formatted(codec.label(), present));
    }
  }

  /** Loads and compiles Spark; else the first job of a JVM would look slow for what it is not. */
  private void warmUp() throws IOException {
    try (SparkSession spark = session("warm-up", Map.of())) {
      Content content = Content.of(Tables.orders(spark, work.resolve("data")));
      System.out.printf("warmed up on %,d orders%n", content.rows());
    }
  }

  private void run(Step step) throws IOException {
    Job job = step.job(codec, work, hdfs);
    Content content;
    EngineWork done;
    double seconds;
    try (SparkSession spark = session(job.name(), job.settings())) {
      Map<String, Long> before = counters(spark);
      long start = System.nanoTime();
      content = job.run(spark);
      seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      done = codec == Codec.UACCE ? workSince(before, spark) : EngineWork.NONE;
    }
    JobResult result =
        new JobResult(
            job.name(), codec, step, seconds, content, job.volume(), job.through(done), done);
    Path results = Files.createDirectories(work.resolve("results"));
    result.store(results.resolve(fileName(codec, step)));
    System.out.printf("%s: %.1f s%n", result.title(), seconds);
  }

  /** Where the result of a step is kept. */
  static String fileName(Codec codec, Step step) {
    return codec.label() + "-" + step.toString().replace(':', '-') + ".properties";
  }

  /** What became of the accelerator: printed, and kept beside the results. Nothing without one. */
  private void reportCounters() throws IOException {
    List<String> lines =
        counters.entrySet().stream()
            .filter(sum -> sum.getKey().startsWith("device.") && sum.getValue() > 0)
            .map(sum -> sum.getKey() + "=" + sum.getValue())
            .toList();
    lines.forEach(System.out::println);
    Files.write(work.resolve("results").resolve(codec.label() + ".counters"), lines);
  }

  private Map<String, Long> counters(SparkSession spark) {
    return codec == Codec.UACCE ? Counters.of(spark) : Map.of();
  }

  private EngineWork workSince(Map<String, Long> before, SparkSession spark) {
    Map<String, Long> counted = Counters.between(before, Counters.of(spark));
    counted.forEach((id, sum) -> counters.merge(id, sum, Long::sum));
    return EngineWork.of(counted);
  }

  private SparkSession session(String job, Map<String, String> jobSettings) {
    SparkSession.Builder settings =
        SparkSession.builder()
            .appName(job)
            .master("local[*]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.local.dir", work.resolve("spark").toString())
            .config("spark.sql.warehouse.dir", work.resolve("warehouse").toUri().toString())
            // The mini cluster has one datanode.
            .config("spark.hadoop.dfs.replication", "1")
            // Broadcasts use the same codec; without them the engines' count is the shuffle's.
            .config("spark.broadcast.compress", "false");
    jobSettings.forEach(settings::config);
    SparkSession spark = settings.getOrCreate();
    spark.sparkContext().addSparkListener(new TaskProgress(job + ", " + codec.label()));
    return spark;
  }
}
