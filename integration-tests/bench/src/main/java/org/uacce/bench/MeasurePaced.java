package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;

/**
 * A JVM with an {@link InlineDevice} of a rate, which is set anew in each round, as so many times
 * what the same writers have just reached in software; and appends its samples to a file, whose
 * times are on the wall:
 *
 * <pre>MeasurePaced CSV SEED ROUNDS MILLIS hybrid|ringing</pre>
 *
 * {@code hybrid}: what writers reach in software, on the device alone and on both; {@code ringing}:
 * the doorbells for small blocks while the device has enough to do.
 */
final class MeasurePaced {
  static final String HYBRID = "paced";
  static final String RINGING = "ringing";
  static final String SOFTWARE = "software";
  static final String HARDWARE = "hardware";
  static final String AUTO = "auto";
  static final String DOORBELLS = "doorbells by jobs";
  static final String FED = "looks with 32 or more in flight";

  static final List<Double> PACES = List.of(0.2, 1.0, 5.0);
  static final List<Integer> WRITERS = List.of(2, 4);

  private static final int LOW_WATER = 32;
  private static final int RINGING_WRITERS = 16;
  private static final int DATA_BYTES = 4 << 20;
  private static final long WARM_UP_MILLIS = 1_000;

  private final byte[] data;
  private final long millis;
  private final List<Sample> samples = new ArrayList<>();

  private MeasurePaced(byte[] data, long millis) {
    this.data = data;
    this.millis = millis;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    byte[] data = HostContests.data(Long.parseLong(args[1]), DATA_BYTES);
    MeasurePaced measure = new MeasurePaced(data, Long.parseLong(args[3]));
    int rounds = Integer.parseInt(args[2]);
    if (args[4].equals("ringing")) {
      measure.ringing(rounds);
    } else {
      measure.hybrid(rounds);
    }
    Files.write(
        Path.of(args[0]),
        measure.samples.stream().map(Sample::csv).toList(),
        StandardOpenOption.APPEND);
  }

  /**
   * Compilers, the queue, and the results that the device gives again: all before a rate is taken
   * from what software reaches.
   */
  private void warmUp(CodecConfig... configs) throws IOException {
    InlineDevice.command("rate 10000000000");
    for (CodecConfig config : configs) {
      Writers.run(data, config, 1, WARM_UP_MILLIS);
    }
  }

  private void hybrid(int rounds) throws IOException {
    warmUp(config(HARDWARE), config(SOFTWARE), config(HARDWARE), config(AUTO));
    for (int round = 0; round < rounds; round++) {
      for (int writers : WRITERS) {
        for (double pace : PACES) {
          round(round, writers, pace);
        }
      }
    }
    if (CodecMetric.DEVICE_NO_PLACE.value() > 0) {
      // Four writers with four blocks each under way cannot fill a queue of 64.
      throw new IllegalStateException(
          "Cannot use what was measured: "
              + CodecMetric.DEVICE_NO_PLACE.id()
              + "="
              + CodecMetric.DEVICE_NO_PLACE.value());
    }
  }

  private void round(int round, int writers, double pace) throws IOException {
    List<Sample> seen = new ArrayList<>();
    seen.add(pass(round, writers, pace, SOFTWARE));
    double software = seen.get(0).units() * 1e9 / seen.get(0).cpuNanos();
    InlineDevice.command("rate " + (long) (software * pace));
    // The one that comes last finds a warmer machine: in turns.
    for (String mode : round % 2 == 0 ? List.of(HARDWARE, AUTO) : List.of(AUTO, HARDWARE)) {
      seen.add(pass(round, writers, pace, mode));
    }
    samples.addAll(seen);
  }

  /** {@code result} of the sample is what the device compressed. */
  private Sample pass(int round, int writers, double pace, String mode) throws IOException {
    long device = CodecMetric.COMPRESS_DEVICE_BYTES.value();
    Writers done = Writers.run(data, config(mode), writers, millis);
    device = CodecMetric.COMPRESS_DEVICE_BYTES.value() - device;
    return new Sample(
        HYBRID, pace + "x", writers, mode, round, done.bytes(), device, done.nanos(), 0);
  }

  private void ringing(int rounds) throws IOException, InterruptedException {
    CodecConfig small = smallBlocks(AUTO);
    CodecConfig software = smallBlocks(SOFTWARE);
    warmUp(smallBlocks(HARDWARE), software, small);
    for (int round = 0; round < rounds; round++) {
      double reached = Writers.run(data, software, RINGING_WRITERS, millis).bytesPerSecond();
      InlineDevice.command("rate " + (long) (reached / 5));
      long jobs = CodecMetric.DEVICE_JOBS.value();
      long doorbells = CodecMetric.DEVICE_SQ_DOORBELLS.value();
      long[] looks = new long[2];
      AtomicBoolean over = new AtomicBoolean();
      Thread watcher = new Thread(() -> watch(over, looks), "watcher");
      watcher.start();
      Writers.run(data, small, RINGING_WRITERS, millis);
      over.set(true);
      watcher.join();
      samples.add(
          ringing(
              round,
              DOORBELLS,
              CodecMetric.DEVICE_JOBS.value() - jobs,
              CodecMetric.DEVICE_SQ_DOORBELLS.value() - doorbells));
      samples.add(ringing(round, FED, looks[0], looks[1]));
    }
  }

  private static CodecConfig config(String mode) {
    return HostContests.config(Map.of("mode", mode));
  }

  private static CodecConfig smallBlocks(String mode) {
    return HostContests.config(Map.of("mode", mode, "blockSize", "8k", "minOffloadSize", "8k"));
  }

  private static Sample ringing(int round, String peer, long units, long result) {
    return new Sample(RINGING, "0.2x", RINGING_WRITERS, peer, round, units, result, 0, 0);
  }

  /** Counts looks at the jobs in flight, and those with enough of them. */
  private static void watch(AtomicBoolean over, long[] looks) {
    while (!over.get()) {
      looks[0]++;
      looks[1] += CodecMetric.DEVICE_IN_FLIGHT.value() >= LOW_WATER ? 1 : 0;
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
