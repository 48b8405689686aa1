package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.AcceleratorUnavailableException;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;
import org.uacce.spark.UacceCompressionCodec;

/**
 * A driver and two executors, each a JVM of its own; ours comes to the executors by the -all jar in
 * their extra class path, as users are told to bring it.
 */
@Order(10)
class LocalClusterTest {
  private static final Path HOME = Path.of(System.getenv("SPARK_HOME"));
  private static final Path DATA = SharedSpark.FOLDER.resolve("cluster.parquet");

  private static SparkSession spark;
  private static JavaSparkContext context;

  @BeforeAll
  static void start() throws IOException, URISyntaxException {
    SharedSpark.stop();
    String ours = AllJarTest.jar() + File.pathSeparator + classesOfTheTests();
    layOutHome();
    spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("cluster")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.executor.extraClassPath", ours)
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1")
            .config("spark.sql.warehouse.dir", SharedSpark.FOLDER.resolve("warehouse").toString())
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.io.compression.codec", SharedSpark.OURS)
            .config("spark.plugins", "org.uacce.spark.UaccePlugin")
            .getOrCreate();
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.stop();
    }
  }

  /** What the workers need of an installation: a RELEASE file, and Spark's jars without ours. */
  private static void layOutHome() throws IOException, URISyntaxException {
    Path jars = Files.createDirectories(HOME.resolve("jars"));
    try (Stream<Path> old = Files.list(jars)) {
      for (Path link : old.toList()) {
        Files.delete(link);
      }
    }
    StringTokenizer classPath =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (classPath.hasMoreTokens()) {
      Path file = Path.of(classPath.nextToken());
      if (Files.isRegularFile(file) && !file.equals(AllJarTest.jar())) {
        Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
      }
    }
    Files.writeString(HOME.resolve("RELEASE"), "");
  }

  private static Path classesOfTheTests() throws URISyntaxException {
    return Path.of(
        LocalClusterTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What each executor says of itself, by its id. Idle executors get a task each. */
  private static Map<String, Map<String, Long>> executors() {
    Map<String, Map<String, Long>> all = new HashMap<>();
    context
        .parallelize(List.of(1, 2, 3, 4), 4)
        .mapPartitions(LocalClusterTest::report)
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
    counts.put("parquet", UacceParquet.isInstalled() ? 1L : 0L);
    return List.of(new Report(SparkEnv.get().executorId(), counts)).iterator();
  }

  @Test
  void shuffleBroadcastAndParquetRunOnTheExecutors() {
    String[] table = IntStream.range(0, 10_000).mapToObj(i -> "row " + i).toArray(String[]::new);
    Broadcast<String[]> broadcast = context.broadcast(table);
    assertThat(context.parallelize(List.of(7, 9_999), 2).map(i -> broadcast.value()[i]).collect())
        .containsExactly("row 7", "row 9999");

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
    Map<String, Map<String, Long>> executors = executors();
    assertThat(executors).hasSize(2).doesNotContainKey("driver");
    executors.forEach(
        (id, counts) -> {
          assertThat(counts.get(CodecMetric.COMPRESS_NATIVE_BLOCKS.id())).isPositive();
          assertThat(counts.get(CodecMetric.DECOMPRESS_NATIVE_BLOCKS.id())).isPositive();
          assertThat(counts.get(CodecMetric.COMPRESS_JDK_BLOCKS.id())).isZero();
          assertThat(counts.get(CodecMetric.DECOMPRESS_JDK_BLOCKS.id())).isZero();
          assertThat(counts.get("parquet")).isEqualTo(1);
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
