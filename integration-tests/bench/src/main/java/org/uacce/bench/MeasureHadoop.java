package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.CodecMetric;

/**
 * A JVM that measures ours and Hadoop's codecs and appends its samples to a file:
 *
 * <pre>MeasureHadoop CSV SEED ROUNDS WARM_UP_MILLIS BYTES software|host</pre>
 *
 * {@code host} is for one with an {@link InlineDevice} that does its work: what the device took is
 * no part of what the host pays.
 */
final class MeasureHadoop {
  private MeasureHadoop() {}

  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    long warmUpMillis = Long.parseLong(args[3]);
    int bytes = Integer.parseInt(args[4]);
    List<String> csv = new ArrayList<>();
    if (args[5].equals("host")) {
      HostClock clock = new HostClock();
      measure(List.of(HadoopContests.host(seed, bytes)), clock::round, rounds, warmUpMillis, csv);
      check(CodecMetric.DEVICE_WRONG);
      check(CodecMetric.DEVICE_JOB_FAILED);
      check(CodecMetric.DEVICE_JOB_LOST);
      check(CodecMetric.DEVICE_NO_BUFFER);
    } else {
      measure(HadoopContests.all(seed, bytes), Contest::round, rounds, warmUpMillis, csv);
      try (HadoopTasks tasks = new HadoopTasks(seed, 4 * bytes)) {
        measure(
            List.of(tasks.contest()),
            (contest, round) -> contest.round(round, WallClock::measure),
            2 * rounds,
            warmUpMillis / 4,
            csv);
      }
    }
    Files.write(Path.of(args[0]), csv, StandardOpenOption.APPEND);
  }

  /** A way to run one round. */
  private interface Rounds {
    List<Sample> run(Contest contest, int round) throws IOException;
  }

  private static void measure(
      List<Contest> contests, Rounds way, int rounds, long warmUpMillis, List<String> csv)
      throws IOException {
    long end = System.nanoTime() + warmUpMillis * 1_000_000;
    int round = -1;
    do {
      for (Contest contest : contests) {
        way.run(contest, round);
      }
      round--;
    } while (System.nanoTime() < end);
    for (round = 0; round < rounds; round++) {
      for (Contest contest : contests) {
        way.run(contest, round).forEach(sample -> csv.add(sample.csv()));
      }
    }
  }

  /** Else software's work would have been measured as the host's share. */
  private static void check(CodecMetric metric) {
    if (metric.value() != 0) {
      throw new IllegalStateException(
          "Cannot use what was measured: " + metric.id() + "=" + metric.value());
    }
  }
}
