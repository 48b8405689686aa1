package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** What the host pays for a block on an accelerator, as Markdown: goals first. */
final class DeviceReport {
  private DeviceReport() {}

  static List<String> lines(Results results, long seed) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, Java %s. Medians; thread CPU time without the emulated device's own.",
            seed,
            System.getProperty("java.version")));
    lines.add("");
    lines.addAll(Goal.table(DeviceGoals.of(results)));
    for (String question :
        List.of(HostContests.LARGE, HostContests.SMALL, HostContests.PARTS, HostContests.REFUSED)) {
      addTable(lines, results, question);
    }
    return lines;
  }

  private static void addTable(List<String> lines, Results results, String question) {
    lines.add("");
    lines.add("### " + question);
    lines.add("");
    lines.add("| what | µs a block (quartiles) | B allocated a block |");
    lines.add("|---|---|---|");
    for (Cell cell : results.cells(question)) {
      Spread nanos = results.nanosPerUnit(cell);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %.2f (%.2f-%.2f) | %.1f |",
              cell.peer(),
              nanos.median() / 1000,
              nanos.low() / 1000,
              nanos.high() / 1000,
              results.allocatedPerUnit(cell)));
    }
  }
}
