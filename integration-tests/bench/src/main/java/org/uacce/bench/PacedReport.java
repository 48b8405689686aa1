package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** What device and processors reach together, as Markdown: goals first. */
final class PacedReport {
  private PacedReport() {}

  static List<String> lines(Results results, long seed) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, Java %s, %d processors. Time on the wall, medians of rounds.",
            seed,
            System.getProperty("java.version"),
            Runtime.getRuntime().availableProcessors()));
    lines.add("");
    lines.addAll(Goal.table(goals(results)));
    lines.add("");
    addTable(lines, results, MeasurePaced.HYBRID);
    lines.add("");
    lines.add("Rounds in which other processes took more than a tenth of the processors:");
    lines.add("");
    addTable(lines, results, MeasurePaced.DISTURBED);
    return lines;
  }

  private static void addTable(List<String> lines, Results results, String question) {
    lines.add("| device | writers | mode | MB/s (quartiles) | on the device | rounds |");
    lines.add("|---|---|---|---|---|---|");
    for (Cell cell : results.cells(question)) {
      Spread nanos = results.nanosPerUnit(cell);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.0f (%.0f-%.0f) | %.0f %% | %d |",
              cell.corpus(),
              cell.level(),
              cell.peer(),
              1000 / nanos.median(),
              1000 / nanos.high(),
              1000 / nanos.low(),
              100 / results.ratio(cell),
              results.rounds(cell)));
    }
  }

  static List<Goal> goals(Results results) {
    List<Goal> goals = new ArrayList<>();
    for (Cell cell : results.cells(MeasurePaced.HYBRID)) {
      if (cell.peer().equals(MeasurePaced.AUTO)) {
        goals.add(
            new Goal(
                cell.corpus()
                    + " the speed of software, "
                    + cell.level()
                    + " writers: auto over the better of software and device",
                0.95,
                false,
                overBest(results, cell).median(),
                "-"));
      }
    }
    for (Cell cell : results.cells(MeasurePaced.NO_PLACE)) {
      goals.add(
          new Goal(
              "the same writers, who have at most as many blocks under way as a queue takes:"
                  + " fallbacks for want of a place",
              0,
              true,
              results.bytes(cell),
              "-"));
    }
    for (Cell cell : results.cells(MeasurePaced.RINGING)) {
      double share = 1 / results.ratio(cell);
      if (cell.peer().equals(MeasurePaced.DOORBELLS)) {
        goals.add(
            new Goal(
                cell.level() + " writers of 8 KiB blocks: doorbells a block",
                0.25,
                true,
                share,
                "-"));
      } else {
        goals.add(new Goal("the same: share of " + cell.peer(), 0.95, false, share, "-"));
      }
    }
    return goals;
  }

  /** Round by round, since the machine is another in each. */
  private static Spread overBest(Results results, Cell cell) {
    return results.overBest(cell, List.of(MeasurePaced.SOFTWARE, MeasurePaced.HARDWARE));
  }
}
