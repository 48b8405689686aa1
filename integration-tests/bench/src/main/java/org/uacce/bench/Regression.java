package org.uacce.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
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
  /** Of a mean over corpora: twice what two runs of the same code were seen to differ. */
  private static final double MEAN_SHARE = 0.95;

  /** Of one corpus, of which a single cell may move by a tenth on a busy machine. */
  private static final double CELL_SHARE = 0.85;

  /** Sizes depend on the data alone; seeds and trials of the row filter move them this little. */
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
          compare(cells, now, found);
        }
      }
    }
    return found;
  }

  private static void compare(List<Measured> stored, BenchResult now, List<Regression> found) {
    double[] before = new double[stored.size()];
    double[] after = new double[stored.size()];
    for (int i = 0; i < before.length; i++) {
      Measured then = stored.get(i);
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
        add(
            found,
            where + ": times the yardstick",
            then,
            cell,
            c -> c.times().median(),
            CELL_SHARE);
      }
      add(found, where + ": ratio", then, cell, Measured::ratio, SIZE_SHARE);
    }
    double mean = Spread.geometricMean(before);
    double meanNow = Spread.geometricMean(after);
    if (meanNow < MEAN_SHARE * mean) {
      String where = stored.get(0).peer() + ", " + stored.get(0).question();
      found.add(
          new Regression(
              where + ": times the yardstick, geometric mean", mean, meanNow, MEAN_SHARE * mean));
    }
  }

  private static void add(
      List<Regression> found,
      String what,
      Measured before,
      Measured now,
      ToDoubleFunction<Measured> value,
      double share) {
    double least = share * value.applyAsDouble(before);
    if (value.applyAsDouble(now) < least) {
      found.add(new Regression(what, value.applyAsDouble(before), value.applyAsDouble(now), least));
    }
  }

  String row() {
    return String.format(Locale.ROOT, "%s: %.4g, was %.4g, least=%.4g", what, now, before, least);
  }
}
