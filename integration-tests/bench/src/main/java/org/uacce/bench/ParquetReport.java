package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** Parquet GZIP against parquet's own codec, as Markdown: goals first. */
final class ParquetReport {
  /** What is promised is promised for the level that everybody has. */
  private static final int USUAL = 6;

  private ParquetReport() {}

  static List<Goal> goals(Results results) {
    List<Goal> goals = new ArrayList<>();
    for (String peer : ParquetContests.OURS) {
      faster(goals, results, ParquetContests.WRITE, peer, 2.5);
      faster(goals, results, ParquetContests.READ, peer, 2);
      faster(goals, results, ParquetContests.READ_STOCK, peer, 2);
      Cell file = cell(results, ParquetContests.FILE, peer);
      goals.add(
          new Goal(
              "size of the file over stock's, " + peer,
              1,
              true,
              1 / results.ratioOverReference(file),
              "-"));
    }
    return goals;
  }

  private static void faster(
      List<Goal> goals, Results results, String question, String peer, double limit) {
    Cell cell = cell(results, question, peer);
    goals.add(
        new Goal(
            question + ", " + peer + ", level 6, times stock GZIP",
            limit,
            false,
            results.speedup(cell).median(),
            "-"));
  }

  private static Cell cell(Results results, String question, String peer) {
    return results.cells(question).stream()
        .filter(cell -> cell.peer().equals(peer) && cell.level() == USUAL)
        .findFirst()
        .orElseThrow();
  }

  /**
   * @param rows of the file
   * @param pages of the file
   */
  static List<String> lines(Results results, long seed, int rows, int pages) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, %d rows of TPC-H lineitem in %d pages, Java %s. Thread CPU time, medians of"
                + " paired rounds.",
            seed,
            rows,
            pages,
            System.getProperty("java.version")));
    lines.add("");
    lines.addAll(Goal.table(goals(results)));
    lines.add("");
    lines.add("| question | level | codec | MB/s | times stock (quartiles) | bytes out |");
    lines.add("|---|---|---|---|---|---|");
    for (String question :
        List.of(
            ParquetContests.WRITE,
            ParquetContests.READ,
            ParquetContests.READ_STOCK,
            ParquetContests.FILE)) {
      results.cells(question).forEach(cell -> lines.add(row(results, cell)));
    }
    return lines;
  }

  private static String row(Results results, Cell cell) {
    Spread speedup = results.speedup(cell);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %.0f | %.3f (%.3f-%.3f) | %.0f |",
        cell.question(),
        cell.level(),
        cell.peer(),
        1000 / results.nanosPerUnit(cell).median(),
        speedup.median(),
        speedup.low(),
        speedup.high(),
        results.bytes(cell));
  }
}
