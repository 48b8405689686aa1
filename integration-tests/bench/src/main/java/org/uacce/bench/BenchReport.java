package org.uacce.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.uacce.bench.BenchResult.Measured;

/** A run as Markdown: goals first, the missed on top, then who is absent, charts and tables. */
final class BenchReport {
  private final BenchResult result;
  private final List<String> lines = new ArrayList<>();

  private BenchReport(BenchResult result) {
    this.result = result;
  }

  /** Of every corpus; the means stand above them. */
  private static final List<String> SHORT =
      List.of(ForkContests.SMALL, ForkContests.PAGES, ForkContests.PAGES_READ);

  /**
   * What the documentation shows.
   *
   * @param charts file names that were drawn, in a folder of that name beside the page
   */
  static List<String> summary(BenchResult result, List<String> charts) {
    return lines(result, charts, SHORT);
  }

  /** The same with a table of every question, and the host's share beside an accelerator. */
  static List<String> all(BenchResult result, List<String> charts) {
    Set<String> questions = new LinkedHashSet<>();
    result.cells().stream()
        .filter(cell -> cell.times() != null)
        .forEach(cell -> questions.add(cell.question()));
    List<String> lines = lines(result, charts, List.copyOf(questions));
    lines.addAll(DepthReport.section(HostCost.of(result.cells())));
    return lines;
  }

  private static List<String> lines(
      BenchResult result, List<String> charts, List<String> questions) {
    BenchReport report = new BenchReport(result);
    report.head();
    List<Goal> goals = BenchGoals.of(result);
    report.lines.addAll(Goal.table(goals));
    report.causes(goals);
    report.absent();
    for (String chart : charts) {
      report.add("");
      report.add("![%s](charts/%s)", chart.replace(".svg", ""), chart);
    }
    report.means();
    report.breakEven();
    report.jobs();
    report.lines.addAll(ShuffleReport.table(result));
    report.threads();
    for (String question : questions) {
      report.table(question);
    }
    return report.lines;
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  private void head() {
    add(
        "One %s run of `integration-tests/bench.sh`, data %s, at most %d bytes a corpus;"
            + " repeat it with `--seed %d`.",
        result.kind(), result.data(), result.bytes(), result.seed());
    add("%s.", result.machine().describe());
    add(
        "Each peer has JVMs of its own, in turns with the others', and in each JVM java.util.zip 1"
            + " does the same in the same rounds: *times* are ratios to it, medians (quartiles) of"
            + " thread CPU time. MB/s are times the yardstick's over all JVMs.");
    Measured yardstick =
        result.cell(ForkContests.COMPRESS, Corpus.TEXT.label(), Contestant.YARDSTICK);
    if (yardstick != null) {
      Spread nanos = yardstick.cpuNanos();
      add(
          "How quiet the machine was: the yardstick itself wrote text at %.0f MB/s (quartiles"
              + " %.0f-%.0f) over %d rounds of all JVMs.",
          1000 / nanos.median(), 1000 / nanos.high(), 1000 / nanos.low(), yardstick.rounds());
    }
    add("");
  }

  private void causes(List<Goal> goals) {
    List<String> causes = BenchCauses.of(result, goals);
    if (!causes.isEmpty()) {
      add("");
      add("Why those that were measured were missed:");
      add("");
      lines.addAll(causes);
    }
  }

  private void absent() {
    if (result.absent().isEmpty()) {
      return;
    }
    add("");
    add("| not measured | reason |");
    add("|---|---|");
    result.absent().forEach(one -> add("| %s | %s |", one.peer(), one.reason()));
  }

  private void means() {
    List<String> peers =
        result.cells().stream()
            .filter(cell -> cell.question().equals(ForkContests.COMPRESS) && cell.times() != null)
            .map(Measured::peer)
            .distinct()
            .toList();
    if (peers.isEmpty()) {
      return;
    }
    add("");
    add("### Geometric means over %s", String.join(", ", BenchGoals.COUNTED));
    add("");
    add("| peer | ratio | compress MB/s | times | decompress MB/s | times | B allocated a MiB |");
    add("|---|---|---|---|---|---|---|");
    for (String peer : peers) {
      add(
          "| %s | %.3f | %.0f | %.2f | %.0f | %.2f | %.0f |",
          peer,
          mean(ForkContests.COMPRESS, peer, Measured::ratio),
          mean(ForkContests.COMPRESS, peer, result::megabytesPerSecond),
          mean(ForkContests.COMPRESS, peer, cell -> cell.times().median()),
          mean(ForkContests.INFLATE, peer, result::megabytesPerSecond),
          mean(ForkContests.INFLATE, peer, cell -> cell.times().median()),
          counted(ForkContests.COMPRESS, peer)
                  .mapToDouble(Measured::allocatedBytes)
                  .average()
                  .orElse(0)
              * (1 << 20));
    }
  }

  private double mean(String question, String peer, ToDoubleFunction<Measured> value) {
    return Spread.geometricMean(counted(question, peer).mapToDouble(value).toArray());
  }

  private Stream<Measured> counted(String question, String peer) {
    return result.cells(question, peer).stream()
        .filter(cell -> BenchGoals.COUNTED.contains(cell.corpus()));
  }

  private void table(String question) {
    boolean streams =
        question.equals(ForkContests.SMALL) || question.equals(ForkContests.SMALL_READ);
    Function<Measured, String> speed =
        streams
            ? cell -> String.format(Locale.ROOT, "%.0f", 1000 * result.megabytesPerSecond(cell))
            : cell -> String.format(Locale.ROOT, "%.0f", result.megabytesPerSecond(cell));
    if (result.cells().stream().noneMatch(cell -> cell.question().equals(question))) {
      return;
    }
    add("");
    add("### %s", question);
    add("");
    add(
        "| corpus | peer | %s | times (quartiles) | %s | B allocated %s |",
        streams ? "1000 streams/s" : "MB/s",
        streams ? "bytes a stream" : "ratio",
        streams ? "a stream" : "a MiB");
    add("|---|---|---|---|---|---|");
    for (Measured cell : result.cells()) {
      if (cell.question().equals(question) && cell.times() != null) {
        add(
            "| %s | %s | %s | %.2f (%.2f-%.2f) | %s | %.0f |",
            cell.corpus(),
            cell.peer(),
            speed.apply(cell),
            cell.times().median(),
            cell.times().low(),
            cell.times().high(),
            size(cell, streams),
            streams ? cell.allocatedBytes() : cell.allocatedBytes() * (1 << 20));
      }
    }
  }

  private static String size(Measured cell, boolean streams) {
    if (streams) {
      return String.format(Locale.ROOT, "%.1f", 1 / cell.ratio());
    }
    // What comes out of reading is what went in.
    return cell.ratio() == 1 ? "-" : String.format(Locale.ROOT, "%.3f", cell.ratio());
  }

  private void threads() {
    List<Measured> pairs =
        result.cells().stream()
            .filter(cell -> cell.question().equals(ForkContests.THREADS) && cell.overPair() != null)
            .toList();
    if (pairs.isEmpty()) {
      return;
    }
    add("");
    add("### Two threads over one, the same work on the wall");
    add("");
    add("| peer | gain (quartiles) | MB/s |");
    add("|---|---|---|");
    for (Measured cell : pairs) {
      add(
          "| %s | %.2f (%.2f-%.2f) | %.0f |",
          cell.peer().replace(ForkContests.onThreads("", 2), ""),
          cell.overPair().median(),
          cell.overPair().low(),
          cell.overPair().high(),
          1000 / cell.wallNanos().median());
    }
  }

  private void breakEven() {
    List<BreakEven> all = BreakEven.all(result);
    if (all.isEmpty()) {
      return;
    }
    add("");
    add("### Where bytes or cycles decide: a shuffle's byte, computed");
    add("");
    add(
        "CPU (both ways) and bytes are measured on the shuffle corpus; the time on the network is"
            + " their model: nothing overlaps, and *MB/s* is what of the network one busy core has.");
    add("");
    add("| codec | CPU ns a byte | bytes of a byte | faster than lz4 below | than zstd 1 below |");
    add("|---|---|---|---|---|");
    for (BreakEven one : all) {
      add(
          "| %s | %.2f | %.3f | %s | %s |",
          one.codec(),
          one.cpuNanos(),
          one.share(),
          below(one, BreakEven.of(result, Contestant.LZ4.label())),
          below(one, BreakEven.of(result, Contestant.ZSTD_1.label())));
    }
  }

  private static String below(BreakEven one, BreakEven other) {
    if (other == null || one.codec().equals(other.codec())) {
      return "-";
    }
    double bandwidth = one.bandwidthBelow(other);
    if (Double.isInfinite(bandwidth)) {
      return "always";
    }
    return bandwidth == 0 ? "never" : String.format(Locale.ROOT, "%.0f MB/s", bandwidth);
  }

  private void jobs() {
    if (result.jobs().isEmpty()) {
      return;
    }
    add("");
    add("### Spark jobs, codecs in turns (quartiles)");
    add("");
    add("| job | codec | wall s | executor CPU s | GC s | shuffle bytes | spilled | files |");
    add("|---|---|---|---|---|---|---|---|");
    for (JobCosts job : result.jobs()) {
      add(
          "| %s | %s | %.2f (%.2f-%.2f) | %.2f (%.2f-%.2f) | %.2f | %d | %d | %d |",
          job.job(),
          job.codec(),
          job.wallSeconds().median(),
          job.wallSeconds().low(),
          job.wallSeconds().high(),
          job.cpuSeconds().median(),
          job.cpuSeconds().low(),
          job.cpuSeconds().high(),
          job.gcSeconds().median(),
          job.shuffleBytes(),
          job.spillBytes(),
          job.fileBytes());
    }
  }
}
