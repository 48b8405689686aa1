package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.spark.UacceCompressionCodec;

/**
 * A task that fails with streams open: what they have at the device comes back at its end, by the
 * plugin, while the streams are still referenced, so that no garbage collection can have done it.
 */
@OnDevice
@Order(3)
class EndedTasksTest {
  private static final int BYTES = 1_000_000;
  private static final CodecMetric[] HELD = {
    CodecMetric.DEVICE_IN_FLIGHT, CodecMetric.DEVICE_PARKED, CodecMetric.BUFFER_POOL_LEASED_BYTES
  };

  /** In the executor's JVM. */
  private static final List<OutputStream> LEFT_OPEN =
      Collections.synchronizedList(new ArrayList<>());

  private Cluster cluster;
  private JavaSparkContext context;

  @BeforeEach
  void start() throws Exception {
    cluster = DeviceCluster.with(DeviceCluster.Purpose.USE);
    context = cluster.context();
  }

  private static void failWithOpenStreams() throws IOException {
    UacceCompressionCodec codec = new UacceCompressionCodec(SparkEnv.get().conf());
    byte[] text = "what stands in a block, ".repeat(BYTES / 24).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 5; i++) {
      OutputStream out = codec.compressedOutputStream(OutputStream.nullOutputStream());
      LEFT_OPEN.add(out);
      out.write(text);
    }
    throw new IOException("failed, as it should");
  }

  private Map<String, Long> executor() {
    return cluster.executors().values().iterator().next();
  }

  @Test
  void placesAndMemoryComeBackWhenATaskFailsWithOpenStreams() throws Exception {
    long abandoned = executor().get(CodecMetric.DEVICE_ABANDONED.id());
    assertThatThrownBy(
            () -> context.parallelize(List.of(1), 1).foreach(task -> failWithOpenStreams()))
        .isInstanceOf(SparkException.class)
        .hasMessageContaining("failed, as it should");
    // Each look is a task, whose own blocks take for everybody what the device has completed.
    Patience.await(
        () -> "nothing held, but " + executor(),
        () -> {
          Map<String, Long> counts = executor();
          return List.of(HELD).stream().allMatch(metric -> counts.get(metric.id()) == 0);
        });
    assertThat(executor().get(CodecMetric.DEVICE_ABANDONED.id())).isGreaterThan(abandoned);
    long open = context.parallelize(List.of(1), 1).map(task -> forgetStreams()).first();
    assertThat(open).as("streams that were still referenced").isPositive();
  }

  private static int forgetStreams() {
    int open = LEFT_OPEN.size();
    LEFT_OPEN.clear();
    return open;
  }
}
