package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JVM of its own that measures one contestant beside the yardstick and appends its samples to a
 * file:
 *
 * <pre>MeasureFork FOLDER CSV CONTESTANT FIRST_ROUND MILLIS WARM_UP_MILLIS SIZES</pre>
 *
 * where FOLDER has the corpora of {@link BenchData}, and SIZES are of streams, in KiB: {@code
 * 4,64}.
 */
final class MeasureFork {
  /** Of each corpus while warming up: many short streams bring the compiler the calls it counts. */
  private static final int WARM_UP_BYTES = 12 << 10;

  private static final int WARM_UP_PASSES = 8;

  /** However long one takes. */
  static final int LEAST_ROUNDS = 3;

  private static final int MOST_ROUNDS = 101;

  private MeasureFork() {}

  public static void main(String[] args) throws IOException {
    List<RowCorpus> corpora = BenchData.load(Path.of(args[0]));
    Contestant contestant = Contestant.valueOf(args[2]);
    int firstRound = Integer.parseInt(args[3]);
    long millis = Long.parseLong(args[4]);
    List<Integer> kib = Stream.of(args[6].split(",")).map(Integer::valueOf).toList();
    warmUp(contestant, corpora, Long.parseLong(args[5]));
    Files.write(
        Path.of(args[1]),
        measure(contestant, corpora, kib, firstRound, millis).stream().map(Sample::csv).toList(),
        StandardOpenOption.APPEND);
  }

  private static void warmUp(Contestant contestant, List<RowCorpus> corpora, long millis)
      throws IOException {
    List<RowCorpus> little =
        corpora.stream()
            .map(c -> RowCorpus.of(c.name(), c.sort(), c.streams(), WARM_UP_BYTES))
            .toList();
    try (ForkContests opened = new ForkContests(contestant, little, List.of())) {
      long end = System.nanoTime() + millis * 1_000_000;
      while (System.nanoTime() - end < 0) {
        for (Contest contest : opened.contests()) {
          warmUp(contest);
        }
      }
    }
  }

  /** The yardstick is slow and nearly all of it C, which needs no warmth. */
  private static void warmUp(Contest contest) throws IOException {
    for (Peer peer : contest.peers()) {
      int passes = peer.name().equals(Contestant.YARDSTICK) ? 1 : WARM_UP_PASSES;
      for (int i = 0; i < passes; i++) {
        peer.work().run();
      }
    }
  }

  static List<Sample> measure(
      Contestant contestant,
      List<RowCorpus> corpora,
      List<Integer> kib,
      int firstRound,
      long millis)
      throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (ForkContests opened = new ForkContests(contestant, corpora, kib)) {
      long end = System.nanoTime() + millis * 1_000_000;
      // The first round finds cold pages and calls that no small stream makes.
      for (int i = -1; i < LEAST_ROUNDS || (i < MOST_ROUNDS && System.nanoTime() - end < 0); i++) {
        for (Contest contest : opened.contests()) {
          int round = firstRound + i + 1;
          if (contest.question().equals(ForkContests.STEADY)) {
            // What follows something else is not steady.
            contest.round(round);
          }
          List<Sample> seen = contest.round(round, ForkContests.meter(contest));
          if (i >= 0) {
            samples.addAll(seen);
          }
        }
      }
    }
    return samples;
  }
}
