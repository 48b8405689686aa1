package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a report says of shuffles over a shaped network. */
final class ShuffleReport {
  /** The rates at 0.8 of the break-even and below: where the target is to hold. */
  private static final List<ShapedLink> COUNTED = List.of(ShapedLink.SLOW, ShapedLink.EVEN);

  private ShuffleReport() {}

  static List<Goal> goals(BenchResult result) {
    List<Goal> goals = new ArrayList<>();
    for (ShapedLink link : COUNTED) {
      for (Contestant peer : List.of(Contestant.LZ4, Contestant.ZSTD_1)) {
        String text =
            "filter=auto over "
                + peer.label()
                + ", wall time of a shuffle at "
                + ShapedLink.label(link.megabits())
                + " (measured)";
        ShuffleCosts ours = result.shuffle(link, Contestant.UACCE_ROWS);
        if (ours == null) {
          goals.add(Goal.notMeasured(text, 1, false, result.whyAbsent(ShapedShuffle.NAME)));
        } else {
          Spread over = ours.over(peer);
          String quartiles =
              String.format(Locale.ROOT, "quartiles %.3f-%.3f", over.low(), over.high());
          goals.add(new Goal(text, 1, false, over.median(), quartiles));
        }
      }
    }
    return goals;
  }

  /** Lines of Markdown, none where nothing was measured. */
  static List<String> table(BenchResult result) {
    List<String> lines = new ArrayList<>();
    if (result.shuffles().isEmpty()) {
      return lines;
    }
    lines.add("");
    lines.add("### Shuffle between two executors over a shaped network, codecs in turns");
    lines.add("");
    lines.add(
        "A join with a sum, then a sort; two JVMs of a core each on a loopback device that `tc`"
            + " shapes; medians (quartiles). *Over* are ratios of wall time in the same round. Half"
            + " of the bytes stay where they were written, so the link's whole rate is what *MB/s*"
            + " of a core is above.");
    lines.add("");
    lines.add(
        "| link | codec | wall s | executor CPU s | shuffle bytes | read from the other | over lz4"
            + " | over zstd 1 |");
    lines.add("|---|---|---|---|---|---|---|---|");
    result.shuffles().forEach(one -> lines.add(row(one)));
    return lines;
  }

  private static String row(ShuffleCosts one) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %d | %d | %s | %s |",
        ShapedLink.label(one.megabits()),
        one.codec(),
        spread(one.wallSeconds()),
        spread(one.cpuSeconds()),
        one.shuffleBytes(),
        one.remoteBytes(),
        over(one, Contestant.LZ4),
        over(one, Contestant.ZSTD_1));
  }

  private static String over(ShuffleCosts one, Contestant peer) {
    return one.codec().equals(peer.label()) ? "-" : spread(one.over(peer));
  }

  private static String spread(Spread spread) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f-%.2f)", spread.median(), spread.low(), spread.high());
  }
}
