package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.uacce.bench.Arguments.Option;

/**
 * The whole measurement, as {@code bench.sh} starts it; that says what the options are.
 *
 * <p>Leaves {@code bench.json}, {@code samples.csv}, {@code bench.md} and {@code charts} in a
 * folder, and puts report and charts into the documentation where that was asked for.
 */
final class Bench {
  private static final int QUICK_BYTES = 1 << 20;
  private static final int FULL_BYTES = 4 << 20;

  /** Of a regression, for scripts; another failure is 1. */
  private static final int REGRESSED = 3;

  private final Arguments arguments;
  private final Path folder;
  private final boolean quick;

  private Bench(Arguments arguments) throws IOException {
    this.arguments = arguments;
    this.folder = Files.createDirectories(arguments.path(0));
    this.quick = arguments.has(Option.QUICK);
  }

  public static void main(String[] args) throws Exception {
    System.exit(run(args));
  }

  /** Returns the exit code. */
  static int run(String... args) throws Exception {
    return Arguments.run(
        args,
        List.of("FOLDER"),
        List.of(
            Option.QUICK,
            Option.PUBLISH,
            Option.SEED,
            Option.PEERS,
            Option.COMPARE,
            Option.RESULT,
            Option.GENERATED,
            Option.NO_JOBS,
            Option.MILLIS,
            Option.DOCS,
            Option.JAVA25,
            Option.EMULATOR),
        given -> new Bench(given).run());
  }

  private int run() throws IOException, InterruptedException {
    // Before the run, so that a file that cannot be compared costs no run.
    BenchResult before = resultOrNull(Option.COMPARE);
    BenchResult given = resultOrNull(Option.RESULT);
    BenchResult result = given == null ? measure(before) : given;
    Path charts = folder.resolve("charts");
    List<String> drawn = BenchCharts.draw(result, charts);
    ModelReport.draw(HostCost.of(result.cells()), charts);
    List<String> report = BenchReport.all(result, drawn);
    Files.write(folder.resolve("bench.md"), report);
    report.stream().takeWhile(line -> !line.startsWith("![")).forEach(System.out::println);
    System.out.println("tables and charts: " + folder.resolve("bench.md"));
    if (arguments.has(Option.PUBLISH)) {
      Path docs = arguments.pathOrNull(Option.DOCS);
      BenchCharts.draw(result, docs.resolve("charts"));
      DocsSection.replace(docs.resolve("benchmarks.md"), BenchReport.summary(result, drawn));
      System.out.println("published in " + docs);
    }
    return before == null ? 0 : compare(before, result);
  }

  private BenchResult resultOrNull(Option option) throws IOException {
    Path file = arguments.pathOrNull(option);
    return file == null ? null : BenchResult.read(file);
  }

  private static int compare(BenchResult before, BenchResult now) {
    List<Regression> found = Regression.between(before, now);
    found.forEach(one -> System.out.println("REGRESSION " + one.row()));
    System.out.println("regressions: " + found.size());
    return found.isEmpty() ? 0 : REGRESSED;
  }

  /**
   * @param before to be compared with, or null: its data are measured again
   */
  private BenchResult measure(BenchResult before) throws IOException, InterruptedException {
    long seed = before == null ? arguments.seed() : arguments.seedOr(before.seed());
    Machine machine = Machine.here();
    System.out.println(machine.describe());
    int bytes = quick ? QUICK_BYTES : FULL_BYTES;
    Path data = Files.createDirectories(folder.resolve("data"));
    List<Absent> absent = new ArrayList<>();
    boolean captured = !arguments.has(Option.GENERATED) && capture(data, seed, bytes, absent);
    if (!captured) {
      BenchData.generate(data, seed, bytes);
    }
    Path csv = folder.resolve("samples.csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    absent.addAll(forks(data, csv).run(contestants()));
    if (!arguments.has(Option.PEERS)) {
      DepthSweep.QUICK.measureOrSay(
          arguments.pathOrNull(Option.EMULATOR), folder, csv, seed, absent);
    }
    boolean jobs = captured && !arguments.has(Option.NO_JOBS);
    Results results =
        new Results(Files.readAllLines(csv).stream().skip(1).map(Sample::parse).toList());
    BenchResult result =
        new BenchResult(
            BenchResult.VERSION,
            quick ? BenchResult.QUICK : "full",
            captured ? "captured" : "generated",
            seed,
            bytes,
            machine,
            BenchResult.cells(results),
            jobs ? jobs(data, absent) : List.of(),
            jobs ? shuffles(shapedShuffle(data), absent) : List.of(),
            absent);
    result.write(folder.resolve("bench.json"));
    return result;
  }

  private List<Contestant> contestants() {
    Pattern wanted = Pattern.compile(arguments.text(Option.PEERS, ".*"));
    return Arrays.stream(Contestant.values())
        .filter(contestant -> wanted.matcher(contestant.label()).matches())
        .toList();
  }

  private Forks forks(Path data, Path csv) {
    // Of each JVM, and half of it for the warm-up before.
    long eachMillis = arguments.number(Option.MILLIS, quick ? 4_000 : 12_000);
    return new Forks(
        MeasureFork.class,
        data.toAbsolutePath(),
        folder.resolve("forks").toAbsolutePath(),
        csv.toAbsolutePath(),
        quick ? 1 : 3,
        eachMillis,
        eachMillis / 2,
        quick ? "4,64" : "4,16,64,256,1024",
        arguments.pathOrNull(Option.JAVA25),
        folder.toAbsolutePath().resolveSibling("lib-25"));
  }

  /** Whole jobs on the tables that were made for the capture. */
  private List<JobCosts> jobs(Path data, List<Absent> absent)
      throws IOException, InterruptedException {
    System.out.println("running Spark jobs under each codec");
    Path csv = folder.resolve("jobs.csv").toAbsolutePath();
    Files.deleteIfExists(csv);
    try {
      Jvm.run(EndToEnd.class, "1g", data.toString(), csv.toString(), quick ? "2" : "7", "1");
    } catch (IOException e) {
      System.out.println(e.getMessage());
      absent.add(new Absent("Spark jobs end to end", e.getMessage()));
      return List.of();
    }
    return JobCosts.of(Files.readAllLines(csv).stream().map(EndToEnd.Run::parse).toList());
  }

  /** Rounds that take about a minute and about five, the larger tables counted in. */
  private ShapedShuffle shapedShuffle(Path data) {
    return new ShapedShuffle(
        NetworkNamespace.LAUNCHERS,
        data,
        folder.resolve("spark-home"),
        folder.resolve("shuffles.csv"),
        quick ? 2 : 4,
        2);
  }

  /** The same tables between two executors; where that cannot be, the report says why. */
  static List<ShuffleCosts> shuffles(ShapedShuffle shuffle, List<Absent> absent)
      throws InterruptedException {
    System.out.println("running Spark shuffles over a shaped network");
    try {
      return shuffle.run();
    } catch (IOException e) {
      System.out.println(e.getMessage());
      absent.add(new Absent(ShapedShuffle.NAME, e.getMessage()));
      return List.of();
    }
  }

  /** Without jobs the generators' data serve, and the report says so. */
  private boolean capture(Path data, long seed, int bytes, List<Absent> absent)
      throws InterruptedException {
    System.out.println("running Spark jobs for their shuffle streams and Parquet pages");
    try {
      Jvm.run(
          BenchData.class,
          "1g",
          data.toString(),
          Long.toString(seed),
          Integer.toString(bytes),
          String.format(Locale.ROOT, "%.2f", quick ? 0.25 : 1.0));
      return true;
    } catch (IOException e) {
      System.out.println(e.getMessage());
      absent.add(new Absent("data of Spark jobs (generated instead)", e.getMessage()));
      return false;
    }
  }
}
