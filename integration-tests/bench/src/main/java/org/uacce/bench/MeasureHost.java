package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.CodecMetric;

/**
 * A JVM with an {@link InlineDevice} that measures the {@link HostContests} and appends its samples
 * to a file:
 *
 * <pre>MeasureHost CSV SEED ROUNDS WARM_UP_MILLIS BLOCKS proved|accepted|refused</pre>
 *
 * {@code proved} measures nothing and is for a device that does its work; {@code refused} for one
 * that gives no queue.
 */
final class MeasureHost {
  private final HostClock clock = new HostClock();
  private final List<String> csv = new ArrayList<>();
  private final int rounds;
  private final long warmUpMillis;

  private MeasureHost(int rounds, long warmUpMillis) {
    this.rounds = rounds;
    this.warmUpMillis = warmUpMillis;
  }

  public static void main(String[] args) throws IOException {
    MeasureHost measure = new MeasureHost(Integer.parseInt(args[2]), Long.parseLong(args[3]));
    try (HostContests contests =
        new HostContests(Long.parseLong(args[1]), Integer.parseInt(args[4]))) {
      if (args[5].equals("proved")) {
        contests.prove();
        check(CodecMetric.COMPRESS_NATIVE_BLOCKS.value() == 0, CodecMetric.COMPRESS_NATIVE_BLOCKS);
      } else if (args[5].equals("refused")) {
        measure.run(List.of(contests.refused(HostContests.NO_QUEUE)));
        check(CodecMetric.COMPRESS_DEVICE_BLOCKS.value() == 0, CodecMetric.COMPRESS_DEVICE_BLOCKS);
        check(CodecMetric.DEVICE_OPENS.value() == 0, CodecMetric.DEVICE_OPENS);
      } else {
        measure.run(contests.accepted());
        check(CodecMetric.DEVICE_WRONG.value() == 0, CodecMetric.DEVICE_WRONG);
        check(CodecMetric.DEVICE_JOB_FAILED.value() == 0, CodecMetric.DEVICE_JOB_FAILED);
        check(CodecMetric.DEVICE_NO_PLACE.value() == 0, CodecMetric.DEVICE_NO_PLACE);
        InlineDevice.command("fault status");
        measure.run(List.of(contests.refused(HostContests.EVERY_JOB)));
        check(CodecMetric.DEVICE_JOB_FAILED.value() > 0, CodecMetric.DEVICE_JOB_FAILED);
      }
    }
    Files.write(Path.of(args[0]), measure.csv, StandardOpenOption.APPEND);
  }

  private void run(List<Contest> contests) throws IOException {
    long end = System.nanoTime() + warmUpMillis * 1_000_000;
    int round = -1;
    do {
      for (Contest contest : contests) {
        clock.round(contest, round);
      }
      round--;
    } while (System.nanoTime() < end);
    for (round = 0; round < rounds; round++) {
      for (Contest contest : contests) {
        clock.round(contest, round).forEach(sample -> csv.add(sample.csv()));
      }
    }
  }

  /** Else something else than what was asked for would have been measured. */
  private static void check(boolean holds, CodecMetric metric) {
    if (!holds) {
      throw new IllegalStateException(
          "Cannot use what was measured: " + metric.id() + "=" + metric.value());
    }
  }
}
