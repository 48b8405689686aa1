package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.uacce.bench.BenchResult.Measured;

/** The charts of a run: each is drawn of what was measured, and left out where nothing was. */
final class BenchCharts {
  static final String COMPRESS = "compress.svg";
  static final String INFLATE = "decompress.svg";
  static final String END_TO_END = "end-to-end.svg";
  static final String SHAPED = "shaped-shuffle.svg";
  static final String BREAK_EVEN = "break-even.svg";

  private static final int OURS = 0;
  private static final int DEFLATE = 1;
  private static final int OTHER = 2;

  private static final String OURS_KEY = " (orange: ours)";
  private static final String KEY = " (orange: ours, blue: DEFLATE)";

  /** Of the lines of {@link BreakEven#all}, in its order: ours stand out. */
  private static final int[] LINES = {2, 1, 5, 0};

  private final BenchResult result;

  private BenchCharts(BenchResult result) {
    this.result = result;
  }

  /** Returns the names of the files that it wrote. */
  static List<String> draw(BenchResult result, Path folder) throws IOException {
    Files.createDirectories(folder);
    BenchCharts charts = new BenchCharts(result);
    List<String> drawn = new ArrayList<>();
    charts.compress(folder, drawn);
    charts.inflate(folder, drawn);
    charts.endToEnd(folder, drawn);
    charts.shuffles(folder, drawn);
    charts.breakEven(folder, drawn);
    return drawn;
  }

  /** The label's colour, and whether it is drawn: who has streams. */
  private record Drawn(String peer, int colour) {}

  private List<Drawn> peers(String question) {
    List<Drawn> peers = new ArrayList<>(List.of(new Drawn(Contestant.YARDSTICK, DEFLATE)));
    Arrays.stream(Contestant.values())
        .filter(contestant -> contestant.kind() != Contestant.Kind.OURS_ON_JAVA_25)
        .forEach(
            contestant ->
                peers.add(
                    new Drawn(
                        contestant.label(),
                        contestant.kind().ours()
                            ? OURS
                            : contestant.kind().deflate() ? DEFLATE : OTHER)));
    return peers.stream().filter(peer -> !counted(question, peer.peer()).isEmpty()).toList();
  }

  private List<Measured> counted(String question, String peer) {
    return result.cells(question, peer).stream()
        .filter(cell -> BenchGoals.COUNTED.contains(cell.corpus()))
        .toList();
  }

  private double mean(String question, String peer, ToDoubleFunction<Measured> value) {
    return Spread.geometricMean(counted(question, peer).stream().mapToDouble(value).toArray());
  }

  private void compress(Path folder, List<String> drawn) throws IOException {
    String question = ForkContests.COMPRESS;
    List<Chart.Point> points =
        peers(question).stream()
            .map(
                peer ->
                    new Chart.Point(
                        peer.peer(),
                        mean(question, peer.peer(), Measured::ratio),
                        mean(question, peer.peer(), result::megabytesPerSecond),
                        peer.colour()))
            .toList();
    if (points.isEmpty()) {
      return;
    }
    Chart.points(
        folder.resolve(COMPRESS),
        "Compress: speed against ratio, geometric means over five corpora, one thread" + KEY,
        new Chart.Axis("ratio (uncompressed over compressed)", ratioTicks(points), false),
        new Chart.Axis("MB/s", speedTicks(points), true),
        points);
    drawn.add(COMPRESS);
  }

  private static List<Double> ratioTicks(List<Chart.Point> points) {
    double low = points.stream().mapToDouble(Chart.Point::x).min().orElseThrow();
    double high = points.stream().mapToDouble(Chart.Point::x).max().orElseThrow();
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.floor(2 * low) / 2; tick < high + 0.5; tick += 0.5) {
      ticks.add(tick);
    }
    return ticks;
  }

  private static List<Double> speedTicks(List<Chart.Point> points) {
    double low = points.stream().mapToDouble(Chart.Point::y).min().orElseThrow();
    double high = points.stream().mapToDouble(Chart.Point::y).max().orElseThrow();
    List<Double> ticks = new ArrayList<>();
    double tick = 1;
    while (tick * 2 <= low) {
      tick *= 2;
    }
    for (; ticks.isEmpty() || ticks.get(ticks.size() - 1) < high; tick *= 2) {
      ticks.add(tick);
    }
    return ticks;
  }

  private void inflate(Path folder, List<String> drawn) throws IOException {
    String question = ForkContests.INFLATE;
    List<Chart.Bar> bars =
        peers(question).stream()
            .map(
                peer ->
                    new Chart.Bar(
                        peer.peer(),
                        mean(question, peer.peer(), result::megabytesPerSecond),
                        peer.colour()))
            .sorted(Comparator.comparingDouble(Chart.Bar::value).reversed())
            .toList();
    bars(
        folder,
        drawn,
        INFLATE,
        "Decompress what each wrote: geometric means over five corpora, one thread" + KEY,
        "MB/s",
        bars);
  }

  private static void bars(
      Path folder, List<String> drawn, String file, String title, String unit, List<Chart.Bar> bars)
      throws IOException {
    if (!bars.isEmpty()) {
      Chart.bars(folder.resolve(file), title, unit, bars);
      drawn.add(file);
    }
  }

  /** Of Spark's jobs, where the peer is a codec's name. */
  private static Chart.Bar bar(String what, String codec, Spread seconds) {
    return new Chart.Bar(
        what + ", " + codec, seconds.median(), codec.startsWith("uacce") ? OURS : OTHER);
  }

  private void endToEnd(Path folder, List<String> drawn) throws IOException {
    bars(
        folder,
        drawn,
        END_TO_END,
        "Spark jobs: executor CPU" + OURS_KEY,
        "s",
        result.jobs().stream().map(job -> bar(job.job(), job.codec(), job.cpuSeconds())).toList());
  }

  private void shuffles(Path folder, List<String> drawn) throws IOException {
    bars(
        folder,
        drawn,
        SHAPED,
        "Shuffle between two executors by the rate of their link: wall time" + OURS_KEY,
        "s",
        result.shuffles().stream()
            .map(one -> bar(ShapedLink.label(one.megabits()), one.codec(), one.wallSeconds()))
            .toList());
  }

  private void breakEven(Path folder, List<String> drawn) throws IOException {
    List<BreakEven> all = BreakEven.all(result);
    if (all.isEmpty()) {
      return;
    }
    List<Chart.Line> lines = new ArrayList<>();
    for (BreakEven one : all) {
      // A megabyte of a second is a byte of a microsecond.
      lines.add(
          new Chart.Line(one.codec(), mb -> 1000 / one.nanosAt(mb / 1000), LINES[lines.size()]));
    }
    double most = 1000 / all.stream().mapToDouble(BreakEven::cpuNanos).min().orElseThrow();
    List<Double> speeds = new ArrayList<>();
    for (double tick = 0; tick < most + 200; tick += 200) {
      speeds.add(tick);
    }
    Chart.lines(
        folder.resolve(BREAK_EVEN),
        "Shuffle of rows, computed: uncompressed MB/s of a core by its share of the network",
        new Chart.Axis(
            "MB/s of network for a core", List.of(10.0, 30.0, 100.0, 300.0, 1000.0), true),
        new Chart.Axis("MB/s", speeds, false),
        lines);
    drawn.add(BREAK_EVEN);
  }
}
