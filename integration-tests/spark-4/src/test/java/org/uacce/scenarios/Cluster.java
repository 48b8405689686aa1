package org.uacce.scenarios;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;

/**
 * A driver and executors of 512 MiB of heap, each a JVM of its own; ours comes to the executors by
 * the -all jar in their extra class path, as users are told to bring it.
 */
final class Cluster implements AutoCloseable {
  /** What each executor says about Parquet's hook, beside {@link CodecMetric#id()}: 0 or 1. */
  static final String PARQUET = "parquet";

  private final SparkSession spark;
  private final JavaSparkContext context;
  private final int cores;

  /**
   * @param cores of each executor
   * @param settings win over those of every cluster here
   */
  Cluster(int executors, int cores, Map<String, String> settings)
      throws IOException, URISyntaxException {
    SharedSpark.stop();
    SparkHome.jars(); // what the workers start executors from
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[%d,%d,1024]".formatted(executors, cores))
            .appName("cluster")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config(
                "spark.executor.extraClassPath",
                String.join(
                    File.pathSeparator,
                    SparkHome.ours().toString(),
                    classesOfTheTests().toString(),
                    SparkHome.programs().toString()))
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1")
            .config("spark.sql.warehouse.dir", SharedSpark.FOLDER.resolve("warehouse").toString())
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.io.compression.codec", SharedSpark.OURS)
            .config("spark.plugins", "org.uacce.spark.UaccePlugin");
    settings.forEach(builder::config);
    this.spark = builder.getOrCreate();
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.cores = executors * cores;
  }

  SparkSession spark() {
    return spark;
  }

  JavaSparkContext context() {
    return context;
  }

  static Path classesOfTheTests() throws URISyntaxException {
    return Path.of(Cluster.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /**
   * What each executor says of itself, by its id: every {@link CodecMetric}, and {@link #PARQUET}.
   * Idle executors get a task each.
   */
  Map<String, Map<String, Long>> executors() {
    List<Integer> tasks = IntStream.range(0, 2 * cores).boxed().toList();
    Map<String, Map<String, Long>> all = new HashMap<>();
    context
        .parallelize(tasks, tasks.size())
        .mapPartitions(Cluster::report)
        .collect()
        .forEach(report -> all.put(report.id, report.counts));
    return all;
  }

  private record Report(String id, HashMap<String, Long> counts) implements Serializable {}

  private static Iterator<Report> report(Iterator<Integer> ignored) {
    HashMap<String, Long> counts = new HashMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      counts.put(metric.id(), metric.value());
    }
    counts.put(PARQUET, UacceParquet.isInstalled() ? 1L : 0L);
    return List.of(new Report(SparkEnv.get().executorId(), counts)).iterator();
  }

  @Override
  public void close() {
    spark.stop();
  }
}
