package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.MemberEncoder;
import org.uacce.codec.Oracle;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.engine.Engine;

/**
 * What a task's thread leaves open comes back when the task ends, while everything is still
 * referenced: no collector takes part in it.
 */
@OnDevice
class EndedTasksDeviceTest {
  private static final Map<String, String> OPTIONS =
      StreamKind.options(
          "mode",
          "hardware",
          "verify",
          "full",
          "blockSize",
          "64k",
          "minOffloadSize", // of some rows the filter leaves less than the default
          "512");
  private static final int BYTES = 1_000_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final ExecutorService OTHER = Executors.newSingleThreadExecutor();

  @AfterAll
  static void endTheOther() {
    OTHER.shutdownNow();
  }

  private static long underWay() {
    return CodecMetric.DEVICE_IN_FLIGHT.value() + CodecMetric.DEVICE_PARKED.value();
  }

  /** Reaps as every entry into the codec does: a slow machine's device may need longer. */
  private static void awaitZero(CodecMetric... metrics) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (Arrays.stream(metrics).anyMatch(metric -> metric.value() != 0)) {
      assertThat(System.nanoTime())
          .as("held: %s", Arrays.stream(metrics).map(m -> m.id() + "=" + m.value()).toList())
          .isLessThan(deadline);
      Engine.sharedOrNull().enter();
      LockSupport.parkNanos(100_000);
    }
  }

  private static void awaitNothingAtTheDevice() {
    awaitZero(CodecMetric.DEVICE_IN_FLIGHT, CodecMetric.DEVICE_PARKED);
  }

  /**
   * And a stream that outlives its task, as one that all tasks of an executor share, loses nothing.
   */
  @ParameterizedTest
  @EnumSource(StreamKind.class)
  void placesAndMemoryOfOpenWritersComeBackAtTheEndOfTheTask(StreamKind kind) throws Exception {
    Random random = Seed.random("writers " + kind);
    long abandoned = CodecMetric.DEVICE_ABANDONED.value();
    byte[] data = kind.data(2 * BYTES, random);
    List<OutputStream> open = new ArrayList<>();
    List<ByteArrayOutputStream> packed = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      packed.add(new ByteArrayOutputStream());
      OutputStream out = kind.writer(packed.get(i), OPTIONS);
      out.write(data, 0, BYTES);
      open.add(out);
    }
    assertThat(underWay()).isPositive();

    Accelerator.abandonStreams();
    long taken = CodecMetric.DEVICE_ABANDONED.value() - abandoned;
    assertThat(taken).isPositive();
    awaitZero(
        CodecMetric.DEVICE_IN_FLIGHT,
        CodecMetric.DEVICE_PARKED,
        CodecMetric.BUFFER_POOL_LEASED_BYTES);
    Accelerator.abandonStreams();
    assertThat(CodecMetric.DEVICE_ABANDONED.value() - abandoned).isEqualTo(taken);

    for (int i = 0; i < 5; i++) {
      open.get(i).write(data, BYTES, BYTES);
      open.get(i).close();
      kind.checkByJdk(packed.get(i).toByteArray(), data);
    }
    awaitZero(
        CodecMetric.DEVICE_IN_FLIGHT, CodecMetric.DEVICE_PARKED, CodecMetric.STREAM_BUFFER_BYTES);
  }

  @Test
  void nothingIsWaitedForWhenTheDeviceSleeps() throws Exception {
    EmulatorControl.needed();
    Random random = Seed.random("sleeping");
    StreamKind.FRAMES.pack(TestData.TEXT.bytes(BYTES, random), OPTIONS, random); // opens the queues
    EmulatorControl.command("fault delay count=1 ms=3000 direction=compress");
    try {
      Map<String, String> patient = StreamKind.with(OPTIONS, "mode", "auto");
      OutputStream out = StreamKind.FRAMES.writer(OutputStream.nullOutputStream(), patient);
      out.write(TestData.TEXT.bytes(BYTES, random));
      long start = System.nanoTime();
      Accelerator.abandonStreams();
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    } finally {
      EmulatorControl.command("clear");
    }
    awaitZero(CodecMetric.DEVICE_IN_FLIGHT, CodecMetric.DEVICE_PARKED);
  }

  /** A reader loses nothing: software inflates what the device was to. */
  @ParameterizedTest
  @EnumSource(names = {"FRAMES", "ROWS"})
  void anOpenReaderGoesOnWithWhatItHasRead(StreamKind kind) throws Exception {
    Random random = Seed.random("readers " + kind);
    for (int i = 0; i < Seed.times(500); i++) {
      byte[] data = kind.data(BYTES, random);
      byte[] packed = kind.pack(data, OPTIONS, random);
      Map<String, String> options =
          StreamKind.with(OPTIONS, "mode", random.nextBoolean() ? "auto" : "hardware");
      byte[] read = new byte[data.length];
      try (InputStream in = kind.reader(new ByteArrayInputStream(packed), options)) {
        int at = 0;
        while (at < read.length) {
          at += in.readNBytes(read, at, Math.min(read.length - at, 1 + random.nextInt(200_000)));
          Accelerator.abandonStreams();
          awaitNothingAtTheDevice();
        }
        assertThat(in.read()).isEqualTo(-1);
      }
      assertThat(read).isEqualTo(data);
      awaitZero(CodecMetric.BUFFER_POOL_LEASED_BYTES, CodecMetric.STREAM_BUFFER_BYTES);
    }
  }

  /** As Spark's reader of sorted spills does: opened here, read by a thread of its own. */
  @ParameterizedTest
  @EnumSource(names = {"FRAMES", "ROWS"})
  void aReaderInAnotherThreadIsNotTouched(StreamKind kind) throws Exception {
    Random random = Seed.random("handed reader " + kind);
    byte[] data = kind.data(10 * BYTES, random);
    byte[] packed = kind.pack(data, OPTIONS, random);
    try (InputStream in = kind.reader(new ByteArrayInputStream(packed), OPTIONS)) {
      byte[] first = in.readNBytes(100_000);
      Future<byte[]> rest = OTHER.submit(in::readAllBytes);
      while (!rest.isDone()) {
        Accelerator.abandonStreams();
      }
      byte[] all = Arrays.copyOf(first, data.length);
      System.arraycopy(rest.get(), 0, all, first.length, data.length - first.length);
      assertThat(all).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @EnumSource(StreamKind.class)
  void aWriterInAnotherThreadIsNotTouched(StreamKind kind) throws Exception {
    Random random = Seed.random("handed writer " + kind);
    byte[] data = kind.data(10 * BYTES, random);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    OutputStream out = kind.writer(packed, OPTIONS);
    out.write(data, 0, 100); // here, and no block is full yet
    Future<?> rest =
        OTHER.submit(
            () -> {
              out.write(data, 100, data.length - 100);
              out.close();
              return null;
            });
    while (!rest.isDone()) {
      Accelerator.abandonStreams();
    }
    rest.get();
    kind.checkByJdk(packed.toByteArray(), data);
  }

  /** A pooled compressor outlives the task that dropped it in the middle of a member. */
  @Test
  void anEncoderIsAsGoodAsNewAfterItsReset() throws IOException {
    Random random = Seed.random("encoder");
    MemberEncoder encoder =
        new MemberEncoder(DeflateFormat.GZIP, StreamKind.FRAMES.config(OPTIONS));
    byte[] data = TestData.TEXT.bytes(BYTES, random);
    encoder.write(data, 0, data.length, OutputStream.nullOutputStream());
    Accelerator.abandonStreams();
    encoder.reset();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    encoder.write(data, 0, data.length, packed);
    encoder.finish(packed);
    assertThat(Oracle.read(packed.toByteArray(), DeflateFormat.GZIP)).isEqualTo(data);
    awaitNothingAtTheDevice();
  }
}
