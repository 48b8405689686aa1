package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.uacce.codec.CodecMetric;
import org.uacce.scenarios.Application.Delivery;

/**
 * One application from its start to its end, on a cluster as they are while accelerators are rolled
 * out: an executor on a host that has one, an executor and the driver on hosts that do not. It
 * meets what long-running applications meet, the loss of executors included.
 */
@Order(21)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MixedClusterTest {
  private static final Path FOLDER = Path.of("mixed-cluster").toAbsolutePath();
  private static final int EXECUTORS = 2;
  private static final int KILLS = Seeds.count(50);

  /** Makes nearly every block full: {@link ProgramJobs#slowShuffle}. */
  private static final int ROUNDS = 2;

  private static StandaloneCluster cluster;
  private static EmulatedWorker emulated;
  private static String noDevice;
  private static Application application;

  @BeforeAll
  static void submit() throws IOException {
    SharedSpark.stop();
    cluster = new StandaloneCluster(FOLDER.getFileName().toString());
    Files.createDirectories(FOLDER.resolve("events"));
    cluster.startWorker("plain", EXECUTORS, List.of());
    noDevice = EmulatedWorker.refusal();
    if (noDevice == null) {
      emulated = EmulatedWorker.at(FOLDER.resolve("control"));
    }
    cluster.startWorker("device", EXECUTORS, noDevice == null ? emulated.command() : List.of());
    cluster.awaitWorkers();
    application =
        new Application(
            "mixed-cluster", Jdk.running(), cluster.url(), Delivery.EXTRA_CLASS_PATH, settings());
  }

  private static Map<String, String> settings() {
    Map<String, String> conf = new HashMap<>();
    conf.put("spark.plugins", "org.uacce.spark.UaccePlugin");
    conf.put("spark.cores.max", Integer.toString(EXECUTORS));
    conf.put("spark.executor.cores", "1");
    conf.put("spark.rdd.compress", "true");
    conf.put("spark.checkpoint.compress", "true");
    // So many that map tasks do not write a file for each, and spill.
    conf.put("spark.sql.shuffle.partitions", "300");
    conf.put("spark.shuffle.spill.numElementsForceSpillThreshold", "8000");
    conf.put("spark.ui.enabled", "true");
    conf.put("spark.ui.port", "0");
    conf.put("spark.metrics.namespace", "spark");
    conf.put(
        "spark.metrics.conf.*.sink.prometheusServlet.class",
        "org.apache.spark.metrics.sink.PrometheusServlet");
    conf.put("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.compress", "true");
    conf.put("spark.eventLog.rolling.enabled", "false");
    conf.put("spark.eventLog.dir", FOLDER.resolve("events").toUri().toString());
    conf.put("spark.decommission.enabled", "true");
    conf.put("spark.storage.decommission.enabled", "true");
    conf.put("spark.storage.decommission.shuffleBlocks.enabled", "true");
    conf.put("spark.storage.decommission.rddBlocks.enabled", "true");
    conf.put("spark.storage.decommission.replicationReattemptInterval", "1s");
    conf.put("spark.io.compression.uacce.levle", "1"); // as a stranger would write it
    return conf;
  }

  @AfterAll
  static void stop() {
    if (application != null) {
      application.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static Answer jvms() throws Exception {
    return application.ask("jvms " + EXECUTORS);
  }

  private static String executorWithDevice(boolean device, Answer jvms) {
    return jvms.executors().stream()
        .filter(id -> jvms.text(id + ".device").equals(Boolean.toString(device)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no executor with device=" + device + ": " + jvms));
  }

  @Test
  @Order(1)
  void executorsWithAndWithoutDeviceReadEachOther() throws Exception {
    application.ask("start " + ROUNDS);
    Answer result = application.ask("result");
    assertThat(result.number("notDone")).isZero();
    Answer jvms = jvms();
    Work.assumeNative();
    for (String id : jvms.executors()) {
      assertThat(jvms.blocksWritten(id)).isPositive();
      assertThat(jvms.of(id, CodecMetric.DECOMPRESS_NATIVE_BLOCKS)).isPositive();
      assertThat(jvms.of(id, CodecMetric.COMPRESS_JDK_BLOCKS)).isZero();
    }
    assumeThat(noDevice).as("an emulated accelerator").isNull();
    String with = executorWithDevice(true, jvms);
    String without = executorWithDevice(false, jvms);
    assertThat(jvms.of(with, CodecMetric.COMPRESS_DEVICE_BLOCKS)).isPositive();
    for (String id : List.of(without, "driver")) {
      assertThat(jvms.of(id, CodecMetric.COMPRESS_DEVICE_BLOCKS)).isZero();
      assertThat(jvms.text(id + ".device")).isEqualTo("false");
    }
    assertThat(jvms.of(without, CodecMetric.COMPRESS_NATIVE_BLOCKS)).isPositive();
  }

  /**
   * The job's blocks are known: each of its map tasks writes one for each of its reduce tasks, and
   * nothing else that executors do writes any.
   */
  @Test
  @Order(2)
  void metricsOfTheRunningDriverAreTheSumOverAllJvms() throws Exception {
    Work.assumeNative();
    URI page = URI.create(application.ask("facts").text("ui") + "/metrics/prometheus/");
    Answer before = jvms();
    long blocks = application.ask("shuffle 3 11").number("blocks");
    assertThat(blocks).isEqualTo(33);
    Answer after = jvms();
    long written = 0;
    for (String id : after.executors()) {
      written += after.blocksWritten(id) - before.blocksWritten(id);
    }
    assertThat(written).isEqualTo(blocks);
    // Executors tell at most every 5 seconds.
    Map<String, Long> wanted = new TreeMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      if (metric.id().contains("compress.")) {
        wanted.put(series(metric), after.of(metric));
      }
    }
    Map<String, Long> sums = new TreeMap<>();
    Patience.await(
        () -> page + ": wanted=" + wanted + " got=" + sums,
        () -> {
          sums.clear();
          sums.putAll(Prometheus.scrape(page));
          return sums.entrySet().containsAll(wanted.entrySet());
        });
    for (CodecMetric metric : CodecMetric.values()) {
      assertThat(sums).as(metric.id()).containsKey(series(metric));
    }
    assertThat(sums.get(series(CodecMetric.PARQUET_HOOK))).isEqualTo(EXECUTORS + 1);
  }

  private static String series(CodecMetric metric) {
    return "metrics_"
        + ("spark.driver.plugin.org.uacce.spark.UaccePlugin.application." + metric.id())
            .replaceAll("[^a-zA-Z0-9]", "_")
        + (metric.kind() == CodecMetric.Kind.COUNTER ? "_Count" : "_Value");
  }

  @Test
  @Order(3)
  void spillsAreMergedAsTheyAreAndPartitionsFetchedInRuns() throws Exception {
    Answer query = application.ask("query");
    assertThat(query.number("bytesSpilled")).isPositive();
    assertThat(query.number("blocksFetched")).isBetween(1L, 2 * 300L / 8);
    assertThat(cluster.executorLogs("plain") + cluster.executorLogs("device"))
        .contains("transferTo-based fast merge")
        .doesNotContain("slow merge");
  }

  @Test
  @Order(4)
  void broadcastCollectCacheAndCheckpointGoThroughTheCodec() throws Exception {
    Work.assumeNative();
    Answer before = jvms();
    application.ask("broadcast");
    application.ask("collect");
    Answer after = jvms();
    assertThat(compressed("driver", after) - compressed("driver", before))
        .as("bytes compressed by the driver")
        .isGreaterThan(400_000);
    for (String id : after.jvms()) {
      // rows on the driver, the broadcast table on the executors
      assertThat(inflated(id, after) - inflated(id, before))
          .as("bytes inflated by %s", id)
          .isGreaterThan(id.equals("driver") ? 100_000 : 400_000);
    }
    application.ask("cache");
    application.ask("checkpoint " + FOLDER.resolve("checkpoints"));
    Answer stored = jvms();
    for (String id : stored.executors()) {
      // half of the rows, cached and checkpointed
      assertThat(compressed(id, stored) - compressed(id, after))
          .as("bytes compressed by %s", id)
          .isGreaterThan(2 * 300_000);
    }
  }

  private static long compressed(String jvm, Answer answer) {
    return answer.of(jvm, CodecMetric.COMPRESS_NATIVE_BYTES)
        + answer.of(jvm, CodecMetric.COMPRESS_DEVICE_BYTES)
        + answer.of(jvm, CodecMetric.COMPRESS_FILTER_SAVED_BYTES);
  }

  private static long inflated(String jvm, Answer answer) {
    return answer.of(jvm, CodecMetric.DECOMPRESS_NATIVE_BYTES)
        + answer.of(jvm, CodecMetric.DECOMPRESS_DEVICE_BYTES)
        + answer.of(jvm, CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES);
  }

  /** As if an executor had a release that writes frames which this one cannot know. */
  @Test
  @Order(5)
  void frameOfALaterReleaseIsRefusedByName() throws Exception {
    Answer checkpoint = application.ask("checkpoint " + FOLDER.resolve("checkpoints"));
    Path folder = Path.of(URI.create(checkpoint.text("file")));
    try (Stream<Path> files = Files.list(folder)) {
      for (Path part : files.filter(file -> file.endsWith("part-00000")).toList()) {
        Files.delete(part.resolveSibling(".part-00000.crc"));
        try (RandomAccessFile frames = new RandomAccessFile(part.toFile(), "rw")) {
          frames.write(0x90); // version 2, deflate
        }
      }
    }
    assertThat(application.askInVain("readCheckpoint"))
        .contains("MalformedDataException")
        .contains("version=2 known=1")
        .contains("put the newest uacce-codec");
    assertThat(jvms().executors()).hasSize(EXECUTORS);
  }

  @Test
  @Order(6)
  void decommissionedExecutorLeavesItsBlocksToTheOther() throws Exception {
    application.ask("keep");
    Answer jvms = jvms();
    String leaving =
        noDevice == null ? executorWithDevice(false, jvms) : jvms.executors().iterator().next();
    application.ask("start 1");
    signal("PWR", jvms.number(leaving + ".pid"));
    awaitEnd(jvms.number(leaving + ".pid"));
    application.ask("result");
    Answer read = application.ask("readKept");
    assertThat(read.number("fetchFailures")).isZero();
    assertThat(read.number("recordsWritten")).as("records shuffled again").isZero();
    assertThat(cluster.executorLogs("plain") + cluster.executorLogs("device"))
        .containsPattern("Migrated .*shuffle_")
        .containsPattern("Block rdd_\\d+_\\d+ migrated successfully");
  }

  @Test
  @Order(7)
  void jobFinishesWhenAnExecutorIsKilled() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      Answer jvms = jvms();
      String victim =
          noDevice == null ? executorWithDevice(true, jvms) : jvms.executors().iterator().next();
      application.ask("start " + ROUNDS);
      // Half of the first job's map tasks have ended, and their output will be missed.
      Patience.await(
          "tasks that have ended", () -> application.ask("progress").number("tasks") >= 4);
      signal("KILL", jvms.number(victim + ".pid"));
      Answer result = application.ask("result");
      assertThat(result.number("notDone")).as("tasks lost").isPositive();
      System.out.printf("kill %d: %s%n", kill, result.values());
    }
    assertThat(jvms().executors()).hasSize(EXECUTORS);
  }

  @Test
  @Order(8)
  void applicationEndsAndLeavesNothing() throws Exception {
    String id = application.ask("facts").text("id");
    assertThat(application.finish()).isZero();
    String events =
        new String(zstd(FOLDER.resolve("events").resolve(id + ".zstd")), StandardCharsets.UTF_8);
    assertThat(events).contains("SparkListenerApplicationEnd");
    assertThat(application.output())
        .containsOnlyOnce("key=spark.io.compression.uacce.levle")
        .contains("nearest=spark.io.compression.uacce.level");
  }

  @Test
  @Order(9)
  void noQueueIsHeldAfterTheEndThoughAnExecutorWasKilled() throws Exception {
    assumeThat(noDevice).as("an emulated accelerator").isNull();
    assertThat(emulated.orders().total("queues_opened")).isGreaterThan(2);
    Patience.await("no queue held", () -> emulated.orders().total("queues_held") == 0);
  }

  private static byte[] zstd(Path file) throws IOException {
    try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static void signal(String name, long pid) throws IOException {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(pid))
            .inheritIO()
            .start()
            .onExit()
            .join()
            .exitValue();
    assertThat(status).as("status of kill").isZero();
  }

  private static void awaitEnd(long pid) {
    Patience.await(
        "the end of process " + pid,
        () -> ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
  }
}
