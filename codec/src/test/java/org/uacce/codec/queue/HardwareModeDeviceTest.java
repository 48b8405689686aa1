package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.hadoop.UacceGzipCodec;

/** Whole streams with {@code mode=hardware}: on the device, right, and right when it is not. */
@OnDevice
class HardwareModeDeviceTest {
  private static final int BLOCK = 64 << 10;
  private static final CodecConfig HARDWARE =
      CodecConfig.read(
          "",
          key ->
              switch (key) {
                case "mode" -> "hardware";
                case "filter" -> "none";
                case "verify" -> "full";
                default -> null;
              },
          Purpose.SHUFFLE);

  private static final CodecMetric[] FALLBACKS = {
    CodecMetric.DEVICE_NO_QUEUE,
    CodecMetric.DEVICE_NO_PLACE,
    CodecMetric.DEVICE_NO_BUFFER,
    CodecMetric.DEVICE_JOB_FAILED,
    CodecMetric.DEVICE_JOB_LOST,
    CodecMetric.DEVICE_WRONG
  };

  private static long fallbacks() {
    long sum = 0;
    for (CodecMetric metric : FALLBACKS) {
      sum += metric.value();
    }
    return sum;
  }

  private static void frames(byte[] data) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (FrameOutputStream out = new FrameOutputStream(packed, HARDWARE, false)) {
      out.write(data);
    }
    try (FrameInputStream in =
        new FrameInputStream(new ByteArrayInputStream(packed.toByteArray()), HARDWARE)) {
      assertThat(in.readAllBytes()).isEqualTo(data);
    }
  }

  /** One member of several pieces and a last block. */
  private static void gzip(byte[] data) throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set("io.compression.codec.uacce.mode", "hardware");
    configuration.set("io.compression.codec.uacce.blockSize", "64k");
    UacceGzipCodec codec = new UacceGzipCodec();
    codec.setConf(configuration);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (CompressionOutputStream out = codec.createOutputStream(packed)) {
      out.write(data);
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
      assertThat(in.readAllBytes()).isEqualTo(data);
    }
  }

  /** The breaker keeps blocks away for a second or more after a wrong one. */
  private static void awaitDevice() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    byte[] block = TestData.TEXT.bytes(BLOCK, new Random(1));
    long before = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    while (CodecMetric.COMPRESS_DEVICE_BLOCKS.value() == before) {
      assertThat(System.nanoTime()).as("the device is used again").isLessThan(deadline);
      frames(block);
    }
  }

  @ParameterizedTest
  @EnumSource(TestData.class)
  void streamsAreRightWhateverTheyHold(TestData kind) throws IOException {
    Random random = Seed.random("hardware " + kind);
    for (int bytes : new int[] {0, 1, 20_000, BLOCK, BLOCK + 1, 1_000_000}) {
      byte[] data = kind.bytes(bytes, random);
      frames(data);
      gzip(data);
    }
  }

  @Test
  void nearlyAllBlocksAreOnTheDeviceWhenItIsHealthy() throws Exception {
    awaitDevice();
    int tasks = 8;
    int blocks = Seed.times(5_000);
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    long fallbacks = fallbacks();
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        Random random = Seed.random("task " + i);
        running.add(
            threads.submit(
                () -> {
                  byte[] data = TestData.TEXT.bytes(blocks * BLOCK, random);
                  frames(data);
                  gzip(data);
                  return null;
                }));
      }
      for (Future<?> task : running) {
        task.get(5, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    long done = CodecMetric.COMPRESS_DEVICE_BLOCKS.value() - onDevice;
    long redone = fallbacks() - fallbacks;
    System.out.printf("blocks=%d on the device=%d redone=%d%n", done + redone, done, redone);
    assertThat(done + redone).isEqualTo(2L * tasks * blocks);
    assertThat(redone).isLessThanOrEqualTo((done + redone) / 100);
  }

  /** Two of them open the breaker, for one second and then for two. */
  @ParameterizedTest
  @ValueSource(strings = {"status", "no-space", "lost", "tx-stop", "wrong-output", "bad-tag"})
  void noStreamNoticesWhenTheDeviceFails(String kind) throws IOException {
    EmulatorControl.needed();
    awaitDevice();
    Random random = Seed.random("fault " + kind);
    long given = EmulatorControl.given(kind);
    long fallbacks = fallbacks();
    EmulatorControl.command("fault " + kind + " count=2 after=2");
    try {
      frames(TestData.TEXT.bytes(10 * BLOCK, random));
      gzip(TestData.ROWS.bytes(10 * BLOCK, random));
    } finally {
      EmulatorControl.command("clear");
    }
    assertThat(fallbacks()).as("%s", kind).isGreaterThan(fallbacks);
    assertThat(EmulatorControl.given(kind)).isGreaterThan(given);
    awaitDevice();
  }
}
