package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** Driver and executor of one JVM come and go above the queues of a device. */
@OnDevice
class QueueManagerDeviceTest {
  private static final CodecConfig HARDWARE =
      CodecConfig.read(
          "",
          key ->
              switch (key) {
                case "mode" -> "hardware";
                case "filter" -> "none";
                case "queues" -> "2";
                default -> null;
              },
          Purpose.SHUFFLE);

  private final Random random = Seed.random("manager");

  private void write() throws IOException {
    byte[] data = TestData.TEXT.bytes(100_000, random);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (FrameOutputStream out = new FrameOutputStream(packed, HARDWARE, false)) {
      out.write(data);
    }
    try (FrameInputStream in =
        new FrameInputStream(new ByteArrayInputStream(packed.toByteArray()), HARDWARE)) {
      assertThat(in.readAllBytes()).isEqualTo(data);
    }
  }

  /** Where a queue was opened just before, another is so a second later. */
  private void writeUntilQueuesAreOpen(long count) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (CodecMetric.DEVICE_QUEUES.value() < count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      write();
    }
  }

  @Test
  void theQueuesAreClosedByTheLastReleaseAndOthersOpenedByALaterBlock() throws IOException {
    long instances = instances();
    Accelerator.retain(HARDWARE);
    Accelerator.retain(HARDWARE);
    assertThat(CodecMetric.DEVICE_QUEUES.value()).as("before there is a block").isZero();
    writeUntilQueuesAreOpen(2);
    assertThat(instances()).isLessThanOrEqualTo(instances - 2);
    Accelerator.release();
    assertThat(CodecMetric.DEVICE_QUEUES.value()).isGreaterThanOrEqualTo(2);
    Accelerator.release();
    assertThat(CodecMetric.DEVICE_QUEUES.value()).isZero();
    assertThat(CodecMetric.DEVICE_IN_FLIGHT.value()).isZero();
    assertThat(instances()).as("given back to the kernel").isEqualTo(instances);
    long opens = CodecMetric.DEVICE_OPENS.value();
    writeUntilQueuesAreOpen(1);
    assertThat(CodecMetric.DEVICE_OPENS.value()).isGreaterThan(opens);
    assertThat(QueueSummary.text())
        .contains("compressed[device=" + CodecMetric.COMPRESS_DEVICE_BLOCKS.value() + " blocks")
        .contains("opens=" + CodecMetric.DEVICE_OPENS.value());
  }

  private static long instances() {
    return Accelerator.devices().stream().mapToLong(device -> device.availableInstances()).sum();
  }
}
