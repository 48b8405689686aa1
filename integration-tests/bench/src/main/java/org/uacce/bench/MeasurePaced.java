package org.uacce.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Rounds in which others used the processors too: what came out says little. */
  static final String DISTURBED = "paced.disturbed";

  static final String NO_PLACE = "paced.noPlace";
  static final String RINGING = "ringing";
  static final String SOFTWARE = "software";
  static final String HARDWARE = "hardware";
  static final String AUTO = "auto";
  static final String DOORBELLS = "doorbells by jobs";
  static final String FED = "looks with 32 or more in flight";

  static final List<Double> PACES = List.of(0.2, 1.0, 5.0);
  static final List<Integer> WRITERS = List.of(2, 4);

  private static final int PATIENCE = 4;

  /** Of the processors' time, for a round to count. */
  private static final double LEAST_SHARE = 0.9;

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private static final int RINGING_WRITERS = 16;

  /**
   * Bytes a second, at which what the writers may have under way lasts for a third of a second:
   * longer than any of them waits for a processor, so that the device always has enough to do.
   */
  private static final int SLOW = 6_000_000;

  private static final Map<String, String> RINGING_OPTIONS =
      Map.of(
          "blockSize",
          "8k",
          "minOffloadSize",
          "8k",
          "inFlight",
          "16",
          "depth",
          "512",
          "timeout",
          "10s");

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

  /** Until each has had so many rounds undisturbed, or all so many times {@link #PATIENCE}. */
  private void hybrid(int rounds) throws IOException {
    warmUp(config(HARDWARE), config(SOFTWARE), config(HARDWARE), config(AUTO));
    int[] undisturbed = new int[WRITERS.size() * PACES.size()];
    for (int round = 0; round < rounds * PATIENCE; round++) {
      for (int i = 0; i < undisturbed.length; i++) {
        if (undisturbed[i] < rounds) {
          int writers = WRITERS.get(i / PACES.size());
          undisturbed[i] += round(round, writers, PACES.get(i % PACES.size())) ? 1 : 0;
        }
      }
    }
    long refused = CodecMetric.DEVICE_NO_PLACE.value();
    long all = CodecMetric.DEVICE_JOBS.value();
    samples.add(new Sample(NO_PLACE, "all", 4, AUTO, 0, all, refused, 0, 0));
  }

  /** False where other processes took a part of the processors that these modes were to have. */
  private boolean round(int round, int writers, double pace) throws IOException {
    List<Sample> seen = new ArrayList<>();
    double least = 1;
    // Of the two on the device, the one that comes last finds a warmer machine: in turns.
    List<String> modes =
        round % 2 == 0 ? List.of(SOFTWARE, HARDWARE, AUTO) : List.of(SOFTWARE, AUTO, HARDWARE);
    for (String mode : modes) {
      long cpu = SYSTEM.getProcessCpuTime();
      Sample sample = pass(round, writers, pace, mode);
      cpu = SYSTEM.getProcessCpuTime() - cpu;
      seen.add(sample);
      if (mode.equals(SOFTWARE)) {
        InlineDevice.command("rate " + (long) (sample.units() * 1e9 / sample.cpuNanos() * pace));
      }
      if (!mode.equals(HARDWARE)) {
        int processors = Math.min(writers, Runtime.getRuntime().availableProcessors());
        least = Math.min(least, (double) cpu / sample.cpuNanos() / processors);
      }
    }
    boolean undisturbed = least >= LEAST_SHARE;
    seen.forEach(sample -> samples.add(undisturbed ? sample : sample.withQuestion(DISTURBED)));
    return undisturbed;
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
    warmUp(smallBlocks(HARDWARE), small);
    InlineDevice.command("rate " + SLOW);
    for (int round = 0; round < rounds; round++) {
      RingingWatch watch = new RingingWatch(millis);
      watch.start();
      Writers.run(data, small, RINGING_WRITERS, millis);
      watch.join();
      samples.add(ringing(round, DOORBELLS, watch.jobs(), watch.doorbells()));
      samples.add(ringing(round, FED, watch.looks(), watch.fed()));
    }
  }

  private static CodecConfig config(String mode) {
    return HostContests.config(Map.of("mode", mode));
  }

  private static CodecConfig smallBlocks(String mode) {
    Map<String, String> options = new HashMap<>(RINGING_OPTIONS);
    options.put("mode", mode);
    return HostContests.config(options);
  }

  private static Sample ringing(int round, String peer, long units, long result) {
    return new Sample(RINGING, "slow", RINGING_WRITERS, peer, round, units, result, 0, 0);
  }
}
