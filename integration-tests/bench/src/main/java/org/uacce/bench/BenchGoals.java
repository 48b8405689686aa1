package org.uacce.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.uacce.bench.BenchResult.Measured;

/** What {@code bench.sh} was asked for: every target is a row, met, missed or not measured. */
final class BenchGoals {
  /** The corpora that means are taken over: every one but random. */
  static final List<String> COUNTED =
      Arrays.stream(Corpus.values())
          .filter(corpus -> corpus != Corpus.RANDOM)
          .map(Corpus::label)
          .toList();

  private static final String YARDSTICK = Contestant.YARDSTICK;

  private final BenchResult result;
  private final List<Goal> goals = new ArrayList<>();

  private BenchGoals(BenchResult result) {
    this.result = result;
  }

  static List<Goal> of(BenchResult result) {
    BenchGoals all = new BenchGoals(result);
    all.levelOne();
    all.rows();
    all.incompressible();
    all.higherLevels();
    all.inflate();
    all.overRaw();
    all.bindings();
    all.smallStreams();
    all.twoThreads();
    all.endToEnd();
    all.goals.addAll(ShuffleReport.goals(result));
    return all.goals;
  }

  private void levelOne() {
    Contestant ours = Contestant.UACCE_1;
    speed(ours, YARDSTICK, ForkContests.COMPRESS, 4);
    lowestSpeed(ours, ForkContests.COMPRESS, 3);
    ratio(ours, YARDSTICK, 1);
    speed(ours, Contestant.LZ4.label(), ForkContests.COMPRESS, 0.75);
    ratio(ours, Contestant.LZ4.label(), 1.4);
    speed(ours, Contestant.ZSTD_1.label(), ForkContests.COMPRESS, 1.3);
  }

  /** On the one corpus of rows here; {@code run.sh --rows} has the means over many. */
  private void rows() {
    String ours = Contestant.UACCE_ROWS.label();
    String zstd = Contestant.ZSTD_1.label();
    String corpus = Corpus.SHUFFLE.label();
    one("ratio", 1.25, ForkContests.COMPRESS, corpus, ours, zstd, Measured::ratio);
    one("compress", 2, ForkContests.COMPRESS, corpus, ours, zstd, BenchGoals::times);
    one("decompress", 1.3, ForkContests.INFLATE, corpus, ours, zstd, BenchGoals::times);
  }

  private void incompressible() {
    String corpus = Corpus.RANDOM.label();
    String ours = Contestant.UACCE_1.label();
    one("compress", 20, ForkContests.COMPRESS, corpus, ours, YARDSTICK, BenchGoals::times);
    Measured cell = result.cell(ForkContests.COMPRESS, corpus, ours);
    String growth = ours + ", random: output over input";
    String speed = ours + ", random: GB/s (an aim)";
    if (cell == null) {
      goals.add(Goal.notMeasured(growth, 1.001, true, result.whyAbsent(ours)));
      goals.add(Goal.notMeasured(speed, 1, false, result.whyAbsent(ours)));
    } else {
      goals.add(new Goal(growth, 1.001, true, 1 / cell.ratio(), "-"));
      goals.add(new Goal(speed, 1, false, result.megabytesPerSecond(cell) / 1000, "-"));
    }
  }

  private void higherLevels() {
    Contestant six = Contestant.UACCE_GZIP_6;
    speed(six, Contestant.JDK_6.label(), ForkContests.COMPRESS, 2.5);
    ratio(six, Contestant.JDK_6.label(), 1);
    Contestant most = Contestant.UACCE_GZIP_12;
    for (Contestant other : Contestant.values()) {
      if (other.kind().deflate() && !other.kind().ours()) {
        ratio(most, other.label(), 1);
      }
    }
  }

  private void inflate() {
    for (Contestant ours : List.of(Contestant.UACCE_1, Contestant.UACCE_GZIP_6)) {
      speed(ours, YARDSTICK, ForkContests.INFLATE, 2.1);
      lowestSpeed(ours, ForkContests.INFLATE, 1.8);
    }
    mean(ForkContests.FOREIGN, ForkContests.KNOWN, 2);
    mean(ForkContests.FOREIGN, ForkContests.UNBOUNDED, 1.6);
  }

  private void overRaw() {
    overRaw(Contestant.UACCE_1, ForkContests.COMPRESS, 0.93);
    overRaw(Contestant.UACCE_6, ForkContests.COMPRESS, 0.95);
    overRaw(Contestant.UACCE_1, ForkContests.INFLATE, 0.93);
    overRaw(Contestant.UACCE_6, ForkContests.INFLATE, 0.93);
  }

  private void overRaw(Contestant ours, String question, double limit) {
    String text = ours.label() + " over " + ours.rawLabel() + ", " + question;
    List<Measured> cells = counted(question, ours.label());
    ToDoubleFunction<Measured> over = cell -> cell.overPair().median();
    geometric(text, limit, ours.label(), cells, over);
    lowest(text, 0.88, ours.label(), cells, over);
  }

  private void bindings() {
    speed(Contestant.UACCE_1, Contestant.GKL_1.label(), ForkContests.COMPRESS, 0.95);
    speed(Contestant.UACCE_1_BESIDE, Contestant.AIR3_1.label(), ForkContests.COMPRESS, 0.95);
    speed(Contestant.UACCE_GZIP_6_BESIDE, Contestant.AIR3_6.label(), ForkContests.COMPRESS, 0.95);
  }

  private void smallStreams() {
    String corpus = Corpus.SHUFFLE.label();
    String lz4 = Contestant.LZ4.label();
    for (Contestant ours : List.of(Contestant.UACCE_1, Contestant.UACCE_ROWS)) {
      String name = ours.label();
      one("streams/s", 1, ForkContests.SMALL, corpus, name, lz4, BenchGoals::times);
      one("size of streams", 1, ForkContests.SMALL, corpus, name, lz4, Measured::ratio);
      String text = name + ": B allocated a stream of 200 bytes, ";
      allocated(text + "written", 256, name, ForkContests.SMALL);
      allocated(text + "read", 256, name, ForkContests.SMALL_READ);
    }
    List<String> steady = List.of("frames out", "frames in", "gzip out", "gzip in");
    for (String peer : steady) {
      allocated(peer + ": B allocated a block", 0, peer, ForkContests.STEADY);
    }
  }

  private void allocated(String text, double limit, String peer, String question) {
    double most =
        result.cells(question, peer).stream()
            .mapToDouble(Measured::allocatedBytes)
            .max()
            .orElse(Double.NaN);
    goals.add(
        Double.isNaN(most)
            ? Goal.notMeasured(text, limit, true, result.whyAbsent(Contestant.UACCE_1.label()))
            : new Goal(text, limit, true, most, "-"));
  }

  private void twoThreads() {
    Contestant ours = Contestant.UACCE_1;
    String corpus = Corpus.SHUFFLE.label();
    String text = "two threads: gain of " + ours.label() + " over gain of " + ours.rawLabel();
    Measured two =
        result.cell(ForkContests.THREADS, corpus, ForkContests.onThreads(ours.label(), 2));
    Measured raw =
        result.cell(ForkContests.THREADS, corpus, ForkContests.onThreads(ours.rawLabel(), 2));
    if (two == null || raw == null) {
      String reason =
          result.machine().cores() < 2
              ? "the machine has one core"
              : result.whyAbsent(ours.label());
      goals.add(Goal.notMeasured(text, 0.95, false, reason));
    } else {
      double gain = two.overPair().median();
      double rawGain = raw.overPair().median();
      goals.add(
          new Goal(
              text,
              0.95,
              false,
              gain / rawGain,
              String.format(Locale.ROOT, "gains %.2f and %.2f", gain, rawGain)));
    }
  }

  /** By the model of {@link BreakEven}; both sides of it are measured. */
  private void endToEnd() {
    for (Contestant peer : List.of(Contestant.LZ4, Contestant.ZSTD_1)) {
      String text =
          "filter=auto over "
              + peer.label()
              + ", shuffle at 0.8 of the bandwidth where unfiltered breaks even with lz4 (computed)";
      Double over = BreakEven.overAtEightTenths(result, peer);
      goals.add(
          over == null
              ? Goal.notMeasured(text, 1, false, "a codec of it was not measured")
              : new Goal(text, 1, false, over, "-"));
    }
  }

  private void speed(Contestant ours, String other, String question, double limit) {
    String text = ours.label() + " over " + other + ", " + question;
    over(text, limit, question, ours.label(), other, BenchGoals::times);
  }

  private void lowestSpeed(Contestant ours, String question, double limit) {
    lowest(
        ours.label() + " over " + YARDSTICK + ", " + question,
        limit,
        ours.label(),
        counted(question, ours.label()),
        BenchGoals::times);
  }

  private void ratio(Contestant ours, String other, double limit) {
    String text = ours.label() + " over " + other + ", ratio";
    over(text, limit, ForkContests.COMPRESS, ours.label(), other, Measured::ratio);
  }

  private void mean(String question, String peer, double limit) {
    String text = peer + ", over " + YARDSTICK + ", " + question;
    geometric(
        text, limit, Contestant.UACCE_GZIP_1.label(), counted(question, peer), BenchGoals::times);
  }

  /** A mean of what one peer has over another's. */
  private void over(
      String text,
      double limit,
      String question,
      String ours,
      String other,
      ToDoubleFunction<Measured> value) {
    if (result.cells(question, other).isEmpty()) {
      goals.add(Goal.notMeasured(text, limit, false, result.whyAbsent(other)));
      return;
    }
    geometric(
        text,
        limit,
        ours,
        counted(question, ours),
        cell ->
            value.applyAsDouble(cell)
                / value.applyAsDouble(result.cell(question, cell.corpus(), other)));
  }

  private void one(
      String what,
      double limit,
      String question,
      String corpus,
      String ours,
      String other,
      ToDoubleFunction<Measured> value) {
    String text = ours + " over " + other + ", " + corpus + ": " + what;
    Measured mine = result.cell(question, corpus, ours);
    Measured theirs = result.cell(question, corpus, other);
    if (mine == null || theirs == null) {
      goals.add(
          Goal.notMeasured(text, limit, false, result.whyAbsent(mine == null ? ours : other)));
    } else {
      goals.add(
          new Goal(
              text, limit, false, value.applyAsDouble(mine) / value.applyAsDouble(theirs), "-"));
    }
  }

  private void geometric(
      String text,
      double limit,
      String peer,
      List<Measured> cells,
      ToDoubleFunction<Measured> value) {
    if (cells.isEmpty()) {
      goals.add(Goal.notMeasured(text, limit, false, result.whyAbsent(peer)));
      return;
    }
    Measured weakest = cells.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    double mean = Spread.geometricMean(cells.stream().mapToDouble(value).toArray());
    goals.add(new Goal(text + ": geometric mean", limit, false, mean, named(weakest, value)));
  }

  private void lowest(
      String text,
      double limit,
      String peer,
      List<Measured> cells,
      ToDoubleFunction<Measured> value) {
    if (cells.isEmpty()) {
      goals.add(Goal.notMeasured(text, limit, false, result.whyAbsent(peer)));
      return;
    }
    Measured weakest = cells.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    goals.add(
        new Goal(
            text + ": weakest corpus",
            limit,
            false,
            value.applyAsDouble(weakest),
            weakest.corpus()));
  }

  private static String named(Measured cell, ToDoubleFunction<Measured> value) {
    return String.format(Locale.ROOT, "%s %.3f", cell.corpus(), value.applyAsDouble(cell));
  }

  private static double times(Measured cell) {
    return cell.times().median();
  }

  private List<Measured> counted(String question, String peer) {
    return result.cells(question, peer).stream()
        .filter(cell -> COUNTED.contains(cell.corpus()))
        .toList();
  }
}
