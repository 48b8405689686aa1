package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.uacce.bench.BenchResult.Measured;

/**
 * Why a goal was missed, where that is known, with what the same run says about it: chiefly how far
 * the C calls alone would have got, which no stream around them can exceed.
 */
final class BenchCauses {
  private static final String DICTIONARY = Corpus.DICTIONARY.label();

  private final BenchResult result;

  private BenchCauses(BenchResult result) {
    this.result = result;
  }

  /** A list of Markdown, an item for every goal that was measured and missed. */
  static List<String> of(BenchResult result, List<Goal> goals) {
    BenchCauses causes = new BenchCauses(result);
    List<String> lines = new ArrayList<>();
    for (Goal goal : goals) {
      if (!goal.met() && !Double.isNaN(goal.measured())) {
        lines.add("* *" + goal.text() + "*: " + causes.of(goal.text()));
      }
    }
    return lines;
  }

  private String of(String goal) {
    String ours = Contestant.UACCE_1.label();
    for (Contestant other : List.of(Contestant.LZ4, Contestant.ZSTD_1, Contestant.GKL_1)) {
      if (goal.startsWith(ours + " over " + other.label() + ", compress")) {
        return engine(other);
      }
    }
    if (goal.startsWith(ours + " over " + Contestant.LZ4.label() + ", ratio")) {
      return format(
          "dictionary pages are nearly random, and nobody's DEFLATE makes less than %.3f of them."
              + " Over the other four corpora it is %.3f.",
          smallest(), ratioBesideDictionary(ours, Contestant.LZ4.label()));
    }
    if (goal.endsWith("inflate: weakest corpus") && goal.contains(Contestant.YARDSTICK)) {
      return format(
          "dictionary pages are nearly all literals, which every decoder takes one after the other:"
              + " libdeflate's calls alone are at %.3f. A member, of unknown size, is read by"
              + " ISA-L's stream, which is slower at literals (%.3f) and faster elsewhere.",
          times(ForkContests.INFLATE, DICTIONARY, Contestant.UACCE_1.rawLabel()),
          times(ForkContests.INFLATE, DICTIONARY, Contestant.UACCE_GZIP_1.label()));
    }
    if (goal.contains(" over " + Contestant.AIR3_6.label())) {
      return "the same libdeflate, whose blocks of 1 MiB are members of their own there and pieces of"
          + " one member here: joining them is a walk over their symbols (docs/adr/001), and"
          + " dictionary pages have most.";
    }
    if (goal.startsWith("two threads")) {
      return format(
          "quartiles of the gains are %s and %s: what is missing is within the spread if they"
              + " overlap, and the two threads' fight for the machine's caches if they do not.",
          gains(ours), gains(Contestant.UACCE_1.rawLabel()));
    }
    return "not known.";
  }

  /** For a peer that the C calls themselves do not reach, or hardly. */
  private String engine(Contestant other) {
    String ours = Contestant.UACCE_1.label();
    String raw = Contestant.UACCE_1.rawLabel();
    String question = ForkContests.COMPRESS;
    return format(
        "the C calls alone (%s, which are %.1f %% of the stream's time) are at %.3f of it. On the"
            + " corpora but dictionary pages the stream is at %.3f, on those at %.3f: there %s.",
        raw,
        100 * mean(question, ours, cell -> cell.overPair().median(), ""),
        mean(question, raw, cell -> over(cell, other), ""),
        mean(question, ours, cell -> over(cell, other), DICTIONARY),
        over(cell(question, DICTIONARY, ours), other),
        other == Contestant.GKL_1
            ? "two copies weigh most, where GKL pins arrays of the heap for the length of a block"
            : "it gives up soon and copies, while ISA-L's level 1 looks at every byte");
  }

  private double over(Measured cell, Contestant other) {
    return cell.times().median() / times(cell.question(), cell.corpus(), other.label());
  }

  /** Of a byte of dictionary pages what the best DEFLATE leaves. */
  private double smallest() {
    Measured best = cell(ForkContests.COMPRESS, DICTIONARY, Contestant.UACCE_GZIP_12.label());
    return best == null ? Double.NaN : 1 / best.ratio();
  }

  private double ratioBesideDictionary(String ours, String other) {
    return mean(
        ForkContests.COMPRESS,
        ours,
        cell -> cell.ratio() / cell(cell.question(), cell.corpus(), other).ratio(),
        DICTIONARY);
  }

  private double mean(
      String question, String peer, ToDoubleFunction<Measured> value, String exceptCorpus) {
    return Spread.geometricMean(
        result.cells(question, peer).stream()
            .filter(cell -> BenchGoals.COUNTED.contains(cell.corpus()))
            .filter(cell -> !cell.corpus().equals(exceptCorpus))
            .mapToDouble(value)
            .toArray());
  }

  private String gains(String peer) {
    Spread gain =
        cell(ForkContests.THREADS, Corpus.SHUFFLE.label(), ForkContests.onThreads(peer, 2))
            .overPair();
    return format("%.2f-%.2f", gain.low(), gain.high());
  }

  private double times(String question, String corpus, String peer) {
    Measured cell = cell(question, corpus, peer);
    return cell == null ? Double.NaN : cell.times().median();
  }

  private Measured cell(String question, String corpus, String peer) {
    return result.cell(question, corpus, peer);
  }

  private static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
