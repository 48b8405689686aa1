package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.spark.UacceCompressionCodec;

/**
 * Spark's own resource scheduling with the script that we ship: a worker with two devices gives
 * each of its two executors one, and that is the one whose queues an executor opens.
 */
@OnDevice
@Order(0)
class ResourceDiscoveryTest {
  private static final Path SCRIPT = Path.of("../../../examples/deploy/uacce-resources.sh");

  private static final Pattern OPENED = Pattern.compile("Opened a hardware queue: device=(\\S+)");

  private static final int TASKS = 16;

  private static Map<String, String> settings() throws IOException {
    String script = SCRIPT.toRealPath().toString();
    return Map.of(
        "spark.worker.resource.uacce.amount",
        "2",
        "spark.worker.resource.uacce.discoveryScript",
        script,
        "spark.executor.resource.uacce.amount",
        "1",
        "spark.executor.resource.uacce.discoveryScript",
        script,
        "spark.task.resource.uacce.amount",
        "1",
        "spark.executor.cores",
        "1",
        // Several queues each: by themselves they would be spread over both devices.
        "spark.io.compression.uacce.queues",
        "2",
        "spark.io.compression.uacce.verify",
        "full");
  }

  @Test
  void anExecutorUsesTheDeviceThatItWasAssigned() throws IOException, URISyntaxException {
    assertThat(Emulator.devices()).hasSize(2);
    try (Cluster cluster = new Cluster(1, 2, settings())) {
      Map<String, String> assigned = new TreeMap<>();
      // Which executor takes a task is Spark's affair: until both have had one.
      Patience.await(
          () -> "work on both executors: " + assigned,
          () -> {
            cluster
                .context()
                .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
                .mapPartitions(ResourceDiscoveryTest::compress)
                .collect()
                .forEach(executor -> assigned.put(executor.id, executor.device));
            return assigned.size() == 2;
          });
      assertThat(assigned.values()).containsExactlyInAnyOrderElementsOf(Emulator.devices());

      String application = cluster.context().sc().applicationId();
      Map<String, Map<String, Long>> counts = cluster.executors();
      for (var executor : assigned.entrySet()) {
        assertThat(counts.get(executor.getKey()).get(CodecMetric.COMPRESS_DEVICE_BLOCKS.id()))
            .isPositive();
        assertThat(devicesOpened(application, executor.getKey()))
            .as("devices of executor %s", executor)
            .isNotEmpty()
            .containsOnly(executor.getValue());
      }
    }
  }

  private record Executor(String id, String device) implements Serializable {}

  /** Enough for the device, on whichever executor this is. */
  private static Iterator<Executor> compress(Iterator<Integer> ignored) throws IOException {
    byte[] text = new byte[400_000];
    Random random = new Random(1);
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + random.nextInt(4));
    }
    UacceCompressionCodec codec = new UacceCompressionCodec(SparkEnv.get().conf());
    try (OutputStream out = codec.compressedOutputStream(OutputStream.nullOutputStream())) {
      out.write(text);
    }
    String[] addresses = TaskContext.get().resourcesJMap().get("uacce").addresses();
    return List.of(new Executor(SparkEnv.get().executorId(), addresses[0])).iterator();
  }

  /** By what the executor's log says. */
  private static List<String> devicesOpened(String application, String executor)
      throws IOException {
    Path log = Path.of(System.getenv("SPARK_HOME"), "work", application, executor, "stderr");
    return OPENED.matcher(Files.readString(log)).results().map(match -> match.group(1)).toList();
  }
}
