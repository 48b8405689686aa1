package org.uacce.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.uacce.bench.BenchResult.Measured;

/**
 * What got worse since a stored run. Speed is compared as the ratio to the yardstick that each run
 * measured in the same rounds, so that a slower machine or a busy one is no regression; absolute
 * times are never looked at. A cell counts when its quartiles lie below the stored ones, too. Of
 * our own peers only.
 *
 * @param before and {@code now}: larger is better
 */
record Regression(String what, double before, double now, double least) {
  /** Of a mean over corpora in a whole run: twice what two of the same code were seen to differ. */
  private static final double MEAN_SHARE = 0.95;

  /** Of one corpus, of which a single cell may move by a tenth on a busy machine. */
  private static final double CELL_SHARE = 0.85;

  /** In a quick run each peer has one JVM, whose compiler may do a third worse than another's. */
  private static final double QUICK_MEAN_SHARE = 0.75;

  private static final double QUICK_CELL_SHARE = 0.6;

  /** Of sizes over the yardstick's: seeds and trials of the row filter move them this little. */
  private static final double SIZE_SHARE = 0.98;

  private static final Set<String> OURS =
      Arrays.stream(Contestant.values())
          .filter(contestant -> contestant.kind().ours())
          .map(Contestant::label)
          .collect(Collectors.toSet());

  /** Refuses runs of different kinds, whose numbers say nothing about each other. */
  static List<Regression> between(BenchResult stored, BenchResult now) {
    if (!stored.kind().equals(now.kind())
        || !stored.data().equals(now.data())
        || stored.bytes() != now.bytes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot compare: kind=%s data=%s bytes=%d, stored kind=%s data=%s bytes=%d",
              now.kind(),
              now.data(),
              now.bytes(),
              stored.kind(),
              stored.data(),
              stored.bytes()));
    }
    List<Regression> found = new ArrayList<>();
    for (String question : stored.cells().stream().map(Measured::question).distinct().toList()) {
      for (String peer : OURS) {
        List<Measured> cells =
            stored.cells(question, peer).stream().filter(cell -> cell.times() != null).toList();
        if (!cells.isEmpty()) {
          compare(stored, cells, now, found);
        }
      }
    }
    return found;
  }

  private static Measured yardstick(BenchResult result, Measured cell) {
    return result.cell(cell.question(), cell.corpus(), Contestant.YARDSTICK);
  }

  private static void compare(
      BenchResult stored, List<Measured> cells, BenchResult now, List<Regression> found) {
    boolean quick = now.kind().equals(BenchResult.QUICK);
    double[] before = new double[cells.size()];
    double[] after = new double[cells.size()];
    for (int i = 0; i < before.length; i++) {
      Measured then = cells.get(i);
      Measured cell = now.cell(then.question(), then.corpus(), then.peer());
      String where = then.peer() + ", " + then.question() + ", " + then.corpus();
      if (cell == null) {
        found.add(
            new Regression(where + ": " + now.whyAbsent(then.peer()), then.times().median(), 0, 0));
        return;
      }
      before[i] = then.times().median();
      after[i] = cell.times().median();
      if (cell.times().high() < then.times().low()) {
        addIfWorse(
            found,
            where + ": times the yardstick",
            before[i],
            after[i],
            quick ? QUICK_CELL_SHARE : CELL_SHARE);
      }
      addIfWorse(
          found,
          where + ": ratio over the yardstick's",
          then.ratio() / yardstick(stored, then).ratio(),
          cell.ratio() / yardstick(now, cell).ratio(),
          SIZE_SHARE);
    }
    addIfWorse(
        found,
        cells.get(0).peer()
            + ", "
            + cells.get(0).question()
            + ": times the yardstick, geometric mean",
        Spread.geometricMean(before),
        Spread.geometricMean(after),
        quick ? QUICK_MEAN_SHARE : MEAN_SHARE);
  }

  /**
   * @param share of what it was, that it has to be at least
   */
  private static void addIfWorse(
      List<Regression> found, String what, double before, double now, double share) {
    if (now < share * before) {
      found.add(new Regression(what, before, now, share * before));
    }
  }

  String row() {
    return String.format(Locale.ROOT, "%s: %.4g, was %.4g, least=%.4g", what, now, before, least);
  }
}
