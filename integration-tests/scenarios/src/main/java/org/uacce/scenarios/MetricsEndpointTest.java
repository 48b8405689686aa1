package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecMetric.Kind;
import org.uacce.parquet.UacceParquet;
import org.uacce.spark.UacceCompressionCodec;

/**
 * What operators read of the codec while an application runs, by each way that {@code
 * docs/metrics.md} names, after a job whose blocks are known. And the dashboard asks for nothing
 * else.
 */
@Order(9)
@Tag("smoke")
class MetricsEndpointTest {
  private static final int TASKS = 4;
  private static final int BLOCKS = 25;
  private static final int BLOCK_BYTES = 64 << 10;

  /** The driver's plugin in the namespace that docs and dashboard expect. */
  private static final String PLUGIN = "spark.driver.plugin.org.uacce.spark.UaccePlugin.";

  private static final Path CSV = SharedSpark.FOLDER.resolve("metrics");

  private static final Pattern SERIES = Pattern.compile("metrics_[A-Za-z0-9_]+");
  private static final Pattern LINE = Pattern.compile("(metrics_\\w+)\\{type=\"\\w+\"} (\\S+)");

  private static Work job;
  private static Map<String, String> scraped;
  private static Map<CodecMetric, Long> expected;
  private static boolean hookWasInstalled;
  private static Map<CodecMetric, String> mBeans;
  private static Map<CodecMetric, String> csv;
  private static Map<CodecMetric, String> inGraphite;

  @BeforeAll
  static void runAndScrape() throws Exception {
    SharedSpark.stop();
    Files.createDirectories(CSV);
    Work sinceStart = Work.sinceNow();
    try (GraphiteServer graphite = new GraphiteServer()) {
      runAndRead(graphite, sinceStart);
    }
  }

  private static void runAndRead(GraphiteServer graphite, Work sinceStart) throws Exception {
    SparkSession spark =
        SharedSpark.builder(SharedSpark.OURS)
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.metrics.namespace", "spark")
            .config(
                "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet")
            .config("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus")
            .config("spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
            .config("spark.metrics.conf.*.sink.csv.class", "org.apache.spark.metrics.sink.CsvSink")
            .config("spark.metrics.conf.*.sink.csv.directory", CSV.toString())
            .config("spark.metrics.conf.*.sink.csv.period", "1")
            .config("spark.metrics.conf.*.sink.csv.unit", "seconds")
            .config(
                "spark.metrics.conf.*.sink.graphite.class",
                "org.apache.spark.metrics.sink.GraphiteSink")
            .config("spark.metrics.conf.*.sink.graphite.host", "127.0.0.1")
            .config("spark.metrics.conf.*.sink.graphite.port", Integer.toString(graphite.port()))
            .config("spark.metrics.conf.*.sink.graphite.period", "1")
            .config("spark.metrics.conf.*.sink.graphite.unit", "seconds")
            // Then nothing but the tasks' own streams goes through the codec.
            .config("spark.broadcast.compress", "false")
            .getOrCreate();
    try {
      hookWasInstalled = UacceParquet.isInstalled();
      job = Work.sinceNow();
      JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
          .foreach(task -> roundTrip());
      scraped = scrape(spark.sparkContext().uiWebUrl().get());
      expected = new HashMap<>();
      for (CodecMetric metric : CodecMetric.values()) {
        expected.put(
            metric, metric.kind() == Kind.COUNTER ? sinceStart.of(metric) : metric.value());
      }
      readMBeans();
      csv =
          awaitAll(metric -> lastLine(CSV.resolve(PLUGIN + "application." + metric.id() + ".csv")));
      inGraphite =
          awaitAll(
              metric ->
                  ","
                      + graphite
                          .latest()
                          .get(
                              PLUGIN
                                  + "application."
                                  + metric.id()
                                  + (metric.kind() == Kind.COUNTER ? ".count" : "")));
    } finally {
      spark.stop();
    }
  }

  @AfterAll
  static void hookIsTakenOut() {
    assertThat(UacceParquet.isInstalled()).isFalse();
  }

  private static void roundTrip() throws IOException {
    UacceCompressionCodec codec = new UacceCompressionCodec(SparkEnv.get().conf());
    byte[] block = "what stands in a block. ".repeat(BLOCK_BYTES).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (OutputStream out = codec.compressedOutputStream(frames)) {
      for (int i = 0; i < BLOCKS; i++) {
        out.write(block, 0, BLOCK_BYTES);
      }
    }
    try (InputStream in =
        codec.compressedInputStream(new ByteArrayInputStream(frames.toByteArray()))) {
      assertThat(in.readAllBytes()).hasSize(BLOCKS * BLOCK_BYTES);
    }
  }

  private static Map<String, String> scrape(String ui) throws IOException, InterruptedException {
    URI endpoint =
        URI.create("http://127.0.0.1:" + URI.create(ui).getPort() + "/metrics/prometheus/");
    String page =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(endpoint).build(), BodyHandlers.ofString())
            .body();
    Map<String, String> series = new HashMap<>();
    for (Matcher line = LINE.matcher(page); line.find(); ) {
      series.put(line.group(1), line.group(2));
    }
    return series;
  }

  private static String series(String name, CodecMetric metric) {
    return "metrics_"
        + (PLUGIN + name + metric.id()).replaceAll("[^a-zA-Z0-9]", "_")
        + (metric.kind() == Kind.COUNTER ? "_Count" : "_Value");
  }

  private static void readMBeans() throws JMException {
    mBeans = new HashMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      boolean counter = metric.kind() == Kind.COUNTER;
      ObjectName name =
          new ObjectName(
              "metrics:name=%sapplication.%s,type=%s"
                  .formatted(PLUGIN, metric.id(), counter ? "counters" : "gauges"));
      Object value =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(name, counter ? "Count" : "Value");
      mBeans.put(metric, value.toString());
    }
  }

  /**
   * These sinks report once a second: waits until what they said last ends with what is expected,
   * for a while.
   */
  private static Map<CodecMetric, String> awaitAll(Function<CodecMetric, String> said) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Map<CodecMetric, String> all = new HashMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      String line = said.apply(metric);
      while (!line.endsWith("," + expected.get(metric)) && System.nanoTime() < deadline) {
        LockSupport.parkNanos(50_000_000);
        line = said.apply(metric);
      }
      all.put(metric, line);
    }
    return all;
  }

  /** Empty while there is none behind the names of the columns. */
  private static String lastLine(Path file) {
    try {
      List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
      return lines.size() < 2 ? "" : lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theJobsBlocksAreCounted() {
    Work.assumeNative();
    assertThat(
            job.of(CodecMetric.COMPRESS_NATIVE_BLOCKS) + job.of(CodecMetric.COMPRESS_DEVICE_BLOCKS))
        .isEqualTo(TASKS * BLOCKS);
    assertThat(
            job.of(CodecMetric.DECOMPRESS_NATIVE_BLOCKS)
                + job.of(CodecMetric.DECOMPRESS_DEVICE_BLOCKS))
        .isEqualTo(TASKS * BLOCKS);
    assertThat(
            job.of(CodecMetric.COMPRESS_NATIVE_BYTES) + job.of(CodecMetric.COMPRESS_DEVICE_BYTES))
        .isEqualTo((long) TASKS * BLOCKS * BLOCK_BYTES);
    assertThat(job.of(CodecMetric.COMPRESS_ENGINE_NANOS)).isPositive();
    assertThat(job.of(CodecMetric.DECOMPRESS_ENGINE_NANOS)).isPositive();
  }

  /** In local mode, where driver and executor are one JVM: each block once. */
  @Test
  void everyMetricIsOnThePrometheusPageWithItsValue() {
    for (CodecMetric metric : CodecMetric.values()) {
      assertThat(scraped)
          .containsEntry(series("application.", metric), Long.toString(expected.get(metric)))
          .containsKey(series("", metric));
    }
  }

  @Test
  void everyMetricIsAnMBeanWithItsValue() {
    for (CodecMetric metric : CodecMetric.values()) {
      assertThat(mBeans).containsEntry(metric, Long.toString(expected.get(metric)));
    }
  }

  @Test
  void everyMetricHasACsvFileWithItsValue() {
    for (CodecMetric metric : CodecMetric.values()) {
      assertThat(csv.get(metric)).as(metric.id()).endsWith("," + expected.get(metric));
    }
  }

  @Test
  void everyMetricIsSentToGraphiteWithItsValue() {
    for (CodecMetric metric : CodecMetric.values()) {
      assertThat(inGraphite.get(metric)).as(metric.id()).isEqualTo("," + expected.get(metric));
    }
  }

  @Test
  void thePageTellsThatParquetRunsThroughUs() {
    assertThat(hookWasInstalled).isTrue();
    assertThat(scraped).containsEntry(series("application.", CodecMetric.PARQUET_HOOK), "1");
  }

  @Test
  void theDashboardAsksForSeriesThatAreThere() throws IOException {
    Path dashboard =
        Path.of(
            System.getProperty("basedir"), "..", "..", "docs", "dashboards", "uacce-codec.json");
    JsonNode json = new ObjectMapper().readTree(dashboard.toFile());
    List<String> expressions = json.findValuesAsText("expr");
    List<String> queries =
        json.at("/templating/list").findValuesAsText("query").stream()
            .filter(query -> query.startsWith("label_values"))
            .toList();
    assertThat(queries).isNotEmpty();
    Set<String> asked = new TreeSet<>();
    for (String expression : Stream.concat(expressions.stream(), queries.stream()).toList()) {
      Set<String> found = new TreeSet<>();
      SERIES.matcher(expression).results().forEach(match -> found.add(match.group()));
      assertThat(found).as("series in %s", expression).isNotEmpty();
      asked.addAll(found);
    }
    assertThat(scraped.keySet()).containsAll(asked);
  }
}
