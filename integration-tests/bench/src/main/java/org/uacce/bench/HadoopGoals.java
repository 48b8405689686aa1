package org.uacce.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** What Hadoop's users were promised, and what was measured. */
final class HadoopGoals {
  private final Results results;
  private final List<Goal> goals = new ArrayList<>();

  private HadoopGoals(Results results) {
    this.results = results;
  }

  static List<Goal> of(Results results) {
    HadoopGoals all = new HadoopGoals(results);
    all.speed(HadoopContests.WRITE, 1, 4);
    all.speed(HadoopContests.WRITE, 6, 2.5);
    for (int level : HadoopContests.LEVELS) {
      all.speed(HadoopContests.READ_OWN, level, 2);
      all.speed(HadoopContests.READ_FOREIGN, level, 1.6);
      all.ratio(level);
    }
    all.tasks();
    all.host();
    return all.goals;
  }

  private List<Cell> cells(String question, int level) {
    return results.cells(question).stream()
        .filter(cell -> cell.peer().equals(HadoopContests.OURS) && cell.level() == level)
        .toList();
  }

  private void speed(String question, int level, double limit) {
    List<Cell> cells = cells(question, level);
    double[] speedups = cells.stream().mapToDouble(c -> results.speedup(c).median()).toArray();
    Cell weakest =
        cells.stream()
            .min(Comparator.comparingDouble(c -> results.speedup(c).median()))
            .orElseThrow();
    goals.add(
        new Goal(
            question + ", level " + level + ": times GzipCodec, geometric mean",
            limit,
            false,
            Spread.geometricMean(speedups),
            String.format(
                Locale.ROOT, "%s %.3f", weakest.corpus(), results.speedup(weakest).median())));
  }

  private void ratio(int level) {
    List<Cell> cells = cells(HadoopContests.WRITE, level);
    Cell weakest =
        cells.stream().min(Comparator.comparingDouble(results::ratioOverReference)).orElseThrow();
    double[] ratios = cells.stream().mapToDouble(results::ratioOverReference).toArray();
    String text = "one member, level " + level + ": ratio over GzipCodec's, ";
    String where = weakest.corpus();
    goals.add(new Goal(text + "geometric mean", 1, false, Spread.geometricMean(ratios), where));
    goals.add(
        new Goal(text + "weakest corpus", 1, false, results.ratioOverReference(weakest), where));
  }

  /** How many times as fast two are as one; round by round. */
  static Spread gain(Results results, String what) {
    return results.speedup(taskCell(what + HadoopTasks.TWO), what + HadoopTasks.ONE);
  }

  private static Cell taskCell(String peer) {
    return new Cell(HadoopTasks.TASKS, Corpus.TEXT.label(), 6, peer);
  }

  private void tasks() {
    double raw = gain(results, HadoopTasks.RAW).median();
    double bgzf = gain(results, HadoopTasks.BGZF).median();
    goals.add(
        new Goal(
            "BGZF read by 2 tasks: gain over what 2 threads bring to the bare calls",
            0.95,
            false,
            bgzf / raw,
            String.format(Locale.ROOT, "%.3f of %.3f", bgzf, raw)));
  }

  private void host() {
    for (String verify : List.of(HadoopContests.FULL, HadoopContests.NONE)) {
      for (String codec : List.of(HadoopContests.OURS, HadoopContests.BGZF)) {
        Cell cell = new Cell(HadoopContests.HOST, Corpus.TEXT.label(), 6, codec + " " + verify);
        if (results.cells(HadoopContests.HOST).contains(cell)) {
          goals.add(
              new Goal(
                  codec
                      + " on an accelerator, "
                      + verify
                      + ": host CPU of GzipCodec at level 6, times less",
                  5,
                  false,
                  results.speedup(cell).median(),
                  "-"));
        }
      }
    }
  }
}
