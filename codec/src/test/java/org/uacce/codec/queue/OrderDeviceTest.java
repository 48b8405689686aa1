package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;

/**
 * Blocks come back from one shallow queue each way in any order and at any time, and are written
 * and read in theirs. The queue is so small that several threads fill it, with full verification:
 * nobody may wait for a place while he holds one.
 */
@OnDevice
class OrderDeviceTest {
  private static final int THREADS = 8;

  private static final Map<String, String> SHALLOW =
      StreamKind.options(
          "depth",
          "2",
          "batch",
          "1",
          "lowWater",
          "1",
          "timeout",
          "30s",
          "verify",
          "full",
          "minOffloadSize",
          "4k");

  @BeforeEach
  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  private static void roundTrip(StreamKind kind, Random random) throws IOException {
    Map<String, String> options =
        StreamKind.with(
            SHALLOW,
            "mode",
            random.nextBoolean() ? "hardware" : "auto",
            "inFlight",
            Integer.toString(1 + random.nextInt(8)),
            "blockSize",
            Integer.toString(4096 + random.nextInt(60_000)));
    byte[] data = kind.data(1 + random.nextInt(500_000), random);
    kind.check(kind.pack(data, options, random), data, options);
  }

  @ParameterizedTest
  @EnumSource(StreamKind.class)
  void bytesAreRightWhenBlocksAreOfAnySize(StreamKind kind) throws IOException {
    Random random = Seed.random("order " + kind);
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    for (int i = 0; i < Seed.times(1000); i++) {
      roundTrip(kind, random);
    }
    assertThat(CodecMetric.COMPRESS_DEVICE_BLOCKS.value()).isGreaterThan(onDevice);
  }

  /** In both directions at once. */
  @ParameterizedTest
  @CsvSource({"reorder,ms=5", "jitter,ms=4", "delay,ms=1"})
  void bytesAreRightWhenCompletionsComeInAnotherOrder(String fault, String arguments)
      throws IOException {
    EmulatorControl.needed();
    Random random = Seed.random("order " + fault);
    long given = EmulatorControl.given(fault);
    EmulatorControl.command("fault " + fault + " count=100000 every=3 " + arguments);
    for (int i = 0; i < Seed.times(1000); i++) {
      for (StreamKind kind : StreamKind.values()) {
        roundTrip(kind, random);
      }
    }
    assertThat(EmulatorControl.given(fault)).isGreaterThan(given);
  }

  @ParameterizedTest
  @CsvSource({"hardware", "auto"})
  void allFinishWhenMoreThreadsVerifyThanTheQueuesHavePlaces(String mode) throws Exception {
    Map<String, String> options = StreamKind.with(SHALLOW, "mode", mode, "blockSize", "16k");
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> tasks = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Random random = Seed.random("task " + t);
        tasks.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < Seed.times(500); i++) {
                    StreamKind kind = StreamKind.any(random);
                    byte[] data = kind.data(1 + random.nextInt(300_000), random);
                    kind.check(kind.pack(data, options, random), data, options);
                  }
                  return null;
                }));
      }
      for (Future<?> task : tasks) {
        task.get(10, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    // One vain wait takes as long as all of this may.
    assertThat(System.nanoTime() - start)
        .isLessThan(TimeUnit.SECONDS.toNanos(Seed.times(500) * 6L));
  }
}
