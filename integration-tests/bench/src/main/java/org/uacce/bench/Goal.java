package org.uacce.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.uacce.bench.Results.Cell;

/**
 * What was asked for, and what was measured.
 *
 * @param limit to be reached, or not to be exceeded
 * @param measured or no number, where it could not be
 * @param lowest the weakest corpus, or why nothing was measured
 */
record Goal(String text, double limit, boolean atMost, double measured, String lowest) {
  private static final double NONE_BELOW = 0.88;

  /** A goal that stays open. */
  static Goal notMeasured(String text, double limit, boolean atMost, String reason) {
    return new Goal(text, limit, atMost, Double.NaN, reason);
  }

  boolean met() {
    if (Double.isNaN(measured)) {
      return false;
    }
    // What is published with three digits is compared with three.
    double rounded = Math.round(measured * 1000) / 1000.0;
    return atMost ? rounded <= limit : rounded >= limit;
  }

  /** A table of Markdown, the goals that were missed first. */
  static List<String> table(List<Goal> goals) {
    List<String> lines = new ArrayList<>();
    lines.add("| met | goal | limit | measured | weakest corpus |");
    lines.add("|---|---|---|---|---|");
    goals.stream().sorted(Comparator.comparing(Goal::met)).forEach(goal -> lines.add(goal.row()));
    return lines;
  }

  private String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s %s | %s | %s |",
        met() ? "yes" : "**no**",
        text,
        atMost ? "≤" : "≥",
        limit,
        Double.isNaN(measured) ? "not measured" : String.format(Locale.ROOT, "%.3f", measured),
        lowest);
  }

  /** Every goal that the results can answer. */
  static List<Goal> of(Results results) {
    List<Goal> goals = new ArrayList<>();
    addRaw(goals, results, "raw.compress", 1, 0.93);
    addRaw(goals, results, "raw.compress", 3, 0.95);
    addRaw(goals, results, "raw.compress", 6, 0.95);
    for (int level : new int[] {1, 3, 6}) {
      addRaw(goals, results, "raw.inflate", level, 0.93);
    }
    for (String peer : List.of("frames", "gzip")) {
      addJdk(goals, results, peer, 1, 4);
      addJdk(goals, results, peer, 6, 2.5);
      for (int level : new int[] {1, 6}) {
        addSpeed(goals, results, "jdk.inflate.own", peer, level, 2.1);
      }
    }
    for (Cell cell : results.cells("steady")) {
      goals.add(
          new Goal(
              cell.peer() + ", level " + cell.level() + ": B allocated per block",
              0,
              true,
              results.allocatedPerUnit(cell),
              "-"));
    }
    for (Cell cell : results.cells("call")) {
      goals.add(
          new Goal(
              "one native call, " + cell.peer() + ": µs",
              0.3,
              true,
              results.nanosPerUnit(cell).median() / 1000,
              "-"));
    }
    return goals;
  }

  private static void addRaw(
      List<Goal> goals, Results results, String question, int level, double limit) {
    addSpeed(goals, results, question, "frames", level, limit);
    List<Cell> cells = counted(results, question, "frames", level);
    if (!cells.isEmpty()) {
      Cell lowest = lowest(cells, c -> results.speedup(c).median());
      goals.add(
          new Goal(
              question + ", level " + level + ": weakest corpus",
              NONE_BELOW,
              false,
              results.speedup(lowest).median(),
              lowest.corpus()));
    }
  }

  private static void addJdk(
      List<Goal> goals, Results results, String peer, int level, double limit) {
    addSpeed(goals, results, "jdk.compress", peer, level, limit);
    List<Cell> cells = counted(results, "jdk.compress", peer, level);
    if (!cells.isEmpty()) {
      Cell lowest = lowest(cells, results::ratioOverReference);
      goals.add(
          new Goal(
              peer + ", level " + level + ": ratio over java.util.zip's, weakest corpus",
              1,
              false,
              results.ratioOverReference(lowest),
              lowest.corpus()));
      double[] ratios = cells.stream().mapToDouble(results::ratioOverReference).toArray();
      goals.add(
          new Goal(
              peer + ", level " + level + ": ratio over java.util.zip's, geometric mean",
              1,
              false,
              Spread.geometricMean(ratios),
              lowest.corpus()));
    }
  }

  private static void addSpeed(
      List<Goal> goals, Results results, String question, String peer, int level, double limit) {
    List<Cell> cells = counted(results, question, peer, level);
    if (!cells.isEmpty()) {
      double[] speedups = cells.stream().mapToDouble(c -> results.speedup(c).median()).toArray();
      Cell lowest = lowest(cells, c -> results.speedup(c).median());
      goals.add(
          new Goal(
              question + ", " + peer + ", level " + level + ": geometric mean",
              limit,
              false,
              Spread.geometricMean(speedups),
              String.format(
                  Locale.ROOT, "%s %.3f", lowest.corpus(), results.speedup(lowest).median())));
    }
  }

  /** The cells that means are taken over: every corpus but random. */
  private static List<Cell> counted(Results results, String question, String peer, int level) {
    return results.cells(question).stream()
        .filter(c -> c.peer().equals(peer) && c.level() == level)
        .filter(c -> !c.corpus().equals(Corpus.RANDOM.label()))
        .toList();
  }

  private static Cell lowest(List<Cell> cells, ToDoubleFunction<Cell> value) {
    return cells.stream()
        .min((a, b) -> Double.compare(value.applyAsDouble(a), value.applyAsDouble(b)))
        .orElseThrow();
  }
}
