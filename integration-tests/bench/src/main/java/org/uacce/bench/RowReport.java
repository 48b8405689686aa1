package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.Results.Cell;

/** The row filter's results as Markdown: goals first, those that were missed on top. */
final class RowReport {
  private static final List<String> PEERS = List.copyOf(RowContests.settings().keySet());

  private final Results results;
  private final List<RowCorpus> corpora;
  private final List<String> lines = new ArrayList<>();

  private RowReport(Results results, List<RowCorpus> corpora) {
    this.results = results;
    this.corpora = corpora;
  }

  static List<String> lines(
      Results results, List<RowCorpus> corpora, List<DeviceShare> devices, long seed) {
    RowReport report = new RowReport(results, corpora);
    report.add(
        "Seed %d, Java %s, %s. Thread CPU time, medians of paired rounds.",
        seed, System.getProperty("java.version"), RawBlocks.binding().describe());
    report.add("");
    report.lines.addAll(Goal.table(RowGoals.of(results, corpora, devices)));
    report.addCorpora();
    report.addRatios();
    report.addSpeeds(RowContests.COMPRESS, "compress");
    report.addSpeeds(RowContests.INFLATE, "decompress");
    report.addFilter();
    report.addDevices(devices);
    report.addQuery();
    return report.lines;
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  private void addCorpora() {
    double all = corpora.stream().mapToLong(RowCorpus::bytes).sum();
    table("corpora", "corpus | kind | bytes captured | measured | streams | share of all");
    for (RowCorpus corpus : corpora) {
      add(
          "| %s | %s | %d | %d | %d | %.1f %% |",
          corpus.name(),
          corpus.sort().label(),
          corpus.capturedBytes(),
          corpus.bytes(),
          corpus.streams().size(),
          100 * corpus.bytes() / all);
    }
  }

  private void addRatios() {
    table("ratio", "corpus | " + String.join(" | ", PEERS));
    for (RowCorpus corpus : corpora) {
      StringBuilder row = new StringBuilder("| " + corpus.name());
      for (String peer : PEERS) {
        row.append(
            String.format(
                Locale.ROOT, " | %.2f", results.ratio(cell(RowContests.COMPRESS, corpus, peer))));
      }
      lines.add(row + " |");
    }
  }

  private void addSpeeds(String question, String title) {
    table(title + ": MB/s, and times zstd -1 (quartiles)", "corpus | " + String.join(" | ", PEERS));
    for (RowCorpus corpus : corpora) {
      StringBuilder row = new StringBuilder("| " + corpus.name());
      for (String peer : PEERS) {
        Cell cell = cell(question, corpus, peer);
        Spread times = results.speedup(cell);
        row.append(
            String.format(Locale.ROOT, " | %.0f", 1000 / results.nanosPerUnit(cell).median()));
        if (!peer.equals(RowContests.ZSTD)) {
          row.append(
              String.format(
                  Locale.ROOT, ", %.2f (%.2f-%.2f)", times.median(), times.low(), times.high()));
        }
      }
      lines.add(row + " |");
    }
  }

  private void addFilter() {
    table("filter alone: GB/s", "corpus | C forward | C back | Java forward | Java back");
    for (RowCorpus corpus : corpora) {
      if (results
          .cells(RowContests.FORWARD)
          .contains(cell(RowContests.FORWARD, corpus, RowContests.C))) {
        add(
            "| %s | %.2f | %.2f | %.2f | %.2f |",
            corpus.name(),
            speed(cell(RowContests.FORWARD, corpus, RowContests.C)),
            speed(cell(RowContests.BACK, corpus, RowContests.C)),
            speed(cell(RowContests.FORWARD, corpus, RowContests.JAVA)),
            speed(cell(RowContests.BACK, corpus, RowContests.JAVA)));
      }
    }
  }

  private void addDevices(List<DeviceShare> devices) {
    if (devices.isEmpty()) {
      return;
    }
    table(
        "device path",
        "corpus | bytes to the device per byte | emulated device, unfiltered | filtered | zstd -1");
    for (DeviceShare device : devices) {
      add(
          "| %s | %.2f | %.2f | %.2f | %.2f |",
          device.corpus(),
          device.share(),
          device.plainRatio(),
          device.filteredRatio(),
          results.ratio(new Cell(RowContests.COMPRESS, device.corpus(), 1, RowContests.ZSTD)));
    }
  }

  private void addQuery() {
    table(
        "query, end to end",
        "codec | shuffle bytes | of zstd -1's | executor CPU s (quartiles) | of zstd -1's (quartiles)");
    for (Cell cell : results.cells(QueryCosts.QUESTION)) {
      Spread seconds = results.nanos(cell);
      Spread speedup = results.speedup(cell);
      add(
          "| %s | %.0f | %.3f | %.2f (%.2f-%.2f) | %.3f (%.3f-%.3f) |",
          cell.peer(),
          results.bytes(cell),
          1 / results.ratioOverReference(cell),
          seconds.median() / 1e9,
          seconds.low() / 1e9,
          seconds.high() / 1e9,
          1 / speedup.median(),
          1 / speedup.high(),
          1 / speedup.low());
    }
  }

  private double speed(Cell cell) {
    return 1 / results.nanosPerUnit(cell).median();
  }

  private static Cell cell(String question, RowCorpus corpus, String peer) {
    return new Cell(question, corpus.name(), 1, peer);
  }

  private void table(String title, String head) {
    lines.add("");
    lines.add("#### " + title);
    lines.add("");
    lines.add("| " + head + " |");
    lines.add("|" + "---|".repeat(head.split("\\|", -1).length));
  }
}
