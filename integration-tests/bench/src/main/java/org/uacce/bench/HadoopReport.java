package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.util.VersionInfo;
import org.uacce.bench.Results.Cell;

/** Ours and Hadoop's codecs as Markdown: goals first. */
final class HadoopReport {
  private HadoopReport() {}

  static List<String> lines(Results results, long seed) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, Java %s, Hadoop %s without libhadoop: its GzipCodec runs on java.util.zip."
                + " Thread CPU time, but for the tasks, which are on the wall; medians of paired rounds."
                + " On an accelerator: without the emulated device's own time.",
            seed,
            System.getProperty("java.version"),
            VersionInfo.getVersion()));
    lines.add("");
    lines.addAll(Goal.table(HadoopGoals.of(results)));
    for (String question :
        List.of(
            HadoopContests.WRITE,
            HadoopContests.READ_OWN,
            HadoopContests.READ_FOREIGN,
            HadoopTasks.TASKS,
            HadoopContests.HOST)) {
      addTable(lines, results, question);
    }
    return lines;
  }

  private static void addTable(List<String> lines, Results results, String question) {
    lines.add("");
    lines.add("### " + question);
    lines.add("");
    lines.add(
        "| corpus | level | what | CPU s a GB (quartiles) | times "
            + Results.reference(question)
            + " | ratio |");
    lines.add("|---|---|---|---|---|---|");
    for (Cell cell : results.cells(question)) {
      if (cell.peer().endsWith(HostClock.DEVICE)) {
        continue;
      }
      Spread nanos = results.nanosPerUnit(cell);
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %s | %.3f (%.3f-%.3f) | %.3f | %.3f |",
              cell.corpus(),
              cell.level(),
              cell.peer(),
              nanos.median(),
              nanos.low(),
              nanos.high(),
              results.speedup(cell).median(),
              results.ratio(cell)));
    }
  }
}
