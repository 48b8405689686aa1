package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** The results as Markdown: goals first, those that were missed on top, then every cell. */
final class Report {
  private static final List<String> QUESTIONS =
      List.of(
          "raw.compress",
          "raw.inflate",
          "jdk.compress",
          "jdk.inflate.own",
          "jdk.inflate.foreign",
          "blocks",
          "join");

  private Report() {}

  static List<String> lines(Results results, long seed) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, %d bytes a corpus, Java %s, %s. Thread CPU time, medians of paired rounds.",
            seed,
            Trial.corpusBytes(),
            System.getProperty("java.version"),
            RawBlocks.binding().describe()));
    lines.add("");
    lines.addAll(Goal.table(Goal.of(results)));
    for (String question : QUESTIONS) {
      addTable(lines, results, question);
    }
    return lines;
  }

  private static void addTable(List<String> lines, Results results, String question) {
    List<Cell> cells = results.cells(question);
    if (cells.isEmpty()) {
      return;
    }
    boolean sized = !question.contains("inflate");
    lines.add("");
    lines.add("### " + question);
    lines.add("");
    lines.add(
        "| corpus | level | peer | MB/s | times "
            + Results.reference(question)
            + " (quartiles) |"
            + (sized ? " ratio |" : ""));
    lines.add(sized ? "|---|---|---|---|---|---|" : "|---|---|---|---|---|");
    for (Cell cell : cells) {
      Spread speedup = results.speedup(cell);
      lines.add(
          String.format(
                  Locale.ROOT,
                  "| %s | %d | %s | %.0f | %.3f (%.3f-%.3f) |",
                  cell.corpus(),
                  cell.level(),
                  cell.peer(),
                  1000 / results.nanosPerUnit(cell).median(),
                  speedup.median(),
                  speedup.low(),
                  speedup.high())
              + (sized ? String.format(Locale.ROOT, " %.3f |", results.ratio(cell)) : ""));
    }
  }
}
