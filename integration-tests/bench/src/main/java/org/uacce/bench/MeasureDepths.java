package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.uacce.codec.CodecMetric;

/**
 * A JVM with an {@link InlineDevice}, null and replaying, that measures what a block costs its
 * thread at each size and depth, and appends its samples to a file:
 *
 * <pre>MeasureDepths CSV SEED ROUNDS WARM_UP_MILLIS SIZES DEPTHS</pre>
 *
 * sizes in bytes and depths in blocks, with commas between them. A sample's units are blocks, its
 * result doorbells. Each round takes all cases, in another order.
 */
final class MeasureDepths {
  /** Of data, so many blocks in a pass at most: the device remembers each of them. */
  private static final int DATA_BYTES = 4 << 20;

  private static final int LEAST_BLOCKS = 64;

  /** Software needs a hundred times as long for a block. */
  private static final int SOFTWARE_BYTES = 1 << 20;

  /** What must not have happened, or something else would have been measured. */
  private static final List<CodecMetric> NEVER =
      List.of(
          CodecMetric.DEVICE_NO_QUEUE,
          CodecMetric.DEVICE_NO_PLACE,
          CodecMetric.DEVICE_NO_BUFFER,
          CodecMetric.DEVICE_JOB_FAILED,
          CodecMetric.DEVICE_JOB_LOST,
          CodecMetric.DEVICE_WRONG,
          CodecMetric.DECOMPRESS_LATE,
          CodecMetric.BLOCKS_CUT_EARLY);

  private final byte[] data;
  private final List<DepthCase> cases;
  private final HostClock clock = new HostClock();
  private final List<String> csv = new ArrayList<>();

  private MeasureDepths(byte[] data, List<DepthCase> cases) {
    this.data = data;
    this.cases = new ArrayList<>(cases);
  }

  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[1]);
    MeasureDepths measure =
        new MeasureDepths(
            HostContests.data(seed, DATA_BYTES), DepthCase.all(numbers(args[4]), numbers(args[5])));
    measure.run(new Random(seed), Integer.parseInt(args[2]), Long.parseLong(args[3]));
    Files.write(Path.of(args[0]), measure.csv, StandardOpenOption.APPEND);
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
  }

  private void run(Random random, int rounds, long warmUpMillis) throws IOException {
    long end = System.nanoTime() + warmUpMillis * 1_000_000;
    do {
      round(-1);
    } while (System.nanoTime() < end);
    csv.clear();
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(cases, random);
      round(round);
    }
  }

  private void round(int round) throws IOException {
    for (DepthCase one : cases) {
      try (DepthStreams streams = new DepthStreams(one, data)) {
        int bytes = one.way().onDevice() ? DATA_BYTES : SOFTWARE_BYTES;
        int blocks = Math.max(bytes / one.blockBytes(), one.way().onDevice() ? LEAST_BLOCKS : 1);
        // Once over the same data, which other cases have driven out of the caches.
        streams.run(blocks);
        Contest contest =
            new Contest(
                one.question(),
                HostCost.size(one.blockBytes()),
                one.depth(),
                blocks,
                List.of(new Peer(HostCost.peer(one.depth()), () -> streams.run(blocks))));
        long[] before = counts();
        clock.round(contest, round).forEach(sample -> csv.add(sample.csv()));
        check(one, before, blocks);
      }
    }
  }

  private static long[] counts() {
    return new long[] {
      CodecMetric.DEVICE_JOBS.value(), NEVER.stream().mapToLong(CodecMetric::value).sum()
    };
  }

  private static void check(DepthCase one, long[] before, int blocks) {
    long[] now = counts();
    long jobs = now[0] - before[0];
    // Of a batch that the pass began, or left to the next one, some jobs are another pass's.
    long expected = one.way().onDevice() ? blocks : 0;
    if (Math.abs(jobs - expected) > one.depth() || now[1] != before[1]) {
      throw new IllegalStateException(
          "Cannot use what was measured: case="
              + one
              + " jobs="
              + jobs
              + " blocks="
              + expected
              + " reasons="
              + CodecMetric.softwareReasons(CodecMetric::value));
    }
  }
}
