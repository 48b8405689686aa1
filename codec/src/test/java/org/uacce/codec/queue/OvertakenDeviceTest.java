package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;

/**
 * A device that sleeps while software goes on, and little heap for what software has finished: the
 * blocks in front of that are done once more, and what the device makes of them later is nobody's.
 */
@OnDevice
class OvertakenDeviceTest {
  private static final Map<String, String> OPTIONS =
      StreamKind.options(
          "mode",
          "auto",
          "streamBuffer.maxBytes",
          "1m",
          "timeout",
          "30s",
          "blockSize",
          "64k",
          "inFlight",
          "2",
          "verify",
          "full",
          "minOffloadSize", // of some rows the filter leaves less than the default
          "512");

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  @ParameterizedTest
  @EnumSource(StreamKind.class)
  void bytesAreRightWhenSoftwareOvertakesTheDevice(StreamKind kind) throws IOException {
    EmulatorControl.needed();
    Random random = Seed.random("overtaken " + kind);
    kind.pack(kind.data(100_000, random), OPTIONS, random); // opens the queues
    for (int i = 0; i < Seed.times(100); i++) {
      EmulatorControl.command("fault delay count=2 ms=400 direction=compress");
      long overtaken = CodecMetric.DEVICE_OVERTAKEN.value();
      byte[] data = kind.data(8_000_000, random);
      byte[] packed = kind.pack(data, OPTIONS, random);
      assertThat(CodecMetric.DEVICE_OVERTAKEN.value()).isGreaterThan(overtaken);
      kind.checkByJdk(packed, data);
      EmulatorControl.command("clear");
    }
    awaitNothingHeld(kind, random);
  }

  /** Whoever enters the codec takes for everybody what devices have completed. */
  private static void awaitNothingHeld(StreamKind kind, Random random) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (CodecMetric.DEVICE_IN_FLIGHT.value() > 0
        || CodecMetric.BUFFER_POOL_LEASED_BYTES.value() > 0) {
      assertThat(System.nanoTime()).as("all comes back").isLessThan(deadline);
      kind.pack(kind.data(100, random), OPTIONS, random);
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isZero();
    assertThat(CodecMetric.DEVICE_PARKED.value()).isZero();
  }
}
