package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

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

  private final Path folder;
  private Path docs;
  private Path stored;
  private Path java25;
  private BenchResult given;
  private boolean quick;
  private boolean publish;
  private boolean generated;
  private boolean jobs = true;
  private String peers = ".*";
  private long seed = new SplittableRandom().nextInt(1 << 30);

  /** Of each JVM, and of the warm-up before it; 0 is what the kind of run has. */
  private long millis;

  private Bench(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(run(args));
  }

  /** Returns the exit code. */
  static int run(String... args) throws IOException, InterruptedException {
    Bench bench = new Bench(Files.createDirectories(Path.of(args[0])));
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> bench.quick = true;
        case "--publish" -> bench.publish = true;
        case "--generated" -> bench.generated = true;
        case "--no-jobs" -> bench.jobs = false;
        case "--seed" -> bench.seed = Long.parseLong(args[++i]);
        case "--peers" -> bench.peers = args[++i];
        case "--millis" -> bench.millis = Long.parseLong(args[++i]);
        case "--docs" -> bench.docs = Path.of(args[++i]);
        case "--java25" -> bench.java25 = Path.of(args[++i]);
        case "--compare" -> bench.stored = Path.of(args[++i]);
        case "--result" -> bench.given = BenchResult.read(Path.of(args[++i]));
        default ->
            throw new IllegalArgumentException(
                "Cannot run: argument="
                    + args[i]
                    + " known=--quick,--publish,--seed,--peers,--compare,--result,--generated,"
                    + "--no-jobs,--millis");
      }
    }
    return bench.run();
  }

  private int run() throws IOException, InterruptedException {
    // Before the run, so that a file that cannot be compared costs no run.
    BenchResult before = stored == null ? null : BenchResult.read(stored);
    BenchResult result = given == null ? measure() : given;
    Path charts = folder.resolve("charts");
    List<String> drawn = BenchCharts.draw(result, charts);
    List<String> report = BenchReport.all(result, drawn);
    Files.write(folder.resolve("bench.md"), report);
    report.stream().takeWhile(line -> !line.startsWith("![")).forEach(System.out::println);
    System.out.println("tables and charts: " + folder.resolve("bench.md"));
    if (publish) {
      BenchCharts.draw(result, docs.resolve("charts"));
      DocsSection.replace(docs.resolve("benchmarks.md"), BenchReport.summary(result, drawn));
      System.out.println("published in " + docs);
    }
    return before == null ? 0 : compare(before, result);
  }

  private static int compare(BenchResult before, BenchResult now) {
    List<Regression> found = Regression.between(before, now);
    found.forEach(one -> System.out.println("REGRESSION " + one.row()));
    System.out.println("regressions: " + found.size());
    return found.isEmpty() ? 0 : REGRESSED;
  }

  private BenchResult measure() throws IOException, InterruptedException {
    System.out.println("seed " + seed + " (repeat with --seed " + seed + ")");
    Machine machine = Machine.here();
    System.out.println(machine.describe());
    int bytes = quick ? QUICK_BYTES : FULL_BYTES;
    Path data = Files.createDirectories(folder.resolve("data"));
    List<Absent> absent = new ArrayList<>();
    boolean captured = !generated && capture(data, bytes, absent);
    if (!captured) {
      BenchData.generate(data, seed, bytes);
    }
    Path csv = folder.resolve("samples.csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    absent.addAll(forks(data, csv).run(contestants()));
    Results results =
        new Results(Files.readAllLines(csv).stream().skip(1).map(Sample::parse).toList());
    BenchResult result =
        new BenchResult(
            BenchResult.VERSION,
            quick ? "quick" : "full",
            captured ? "captured" : "generated",
            seed,
            bytes,
            machine,
            BenchResult.cells(results),
            captured && jobs ? jobs(data, absent) : List.of(),
            captured && jobs ? shuffles(shapedShuffle(data), absent) : List.of(),
            absent);
    result.write(folder.resolve("bench.json"));
    return result;
  }

  private List<Contestant> contestants() {
    Pattern wanted = Pattern.compile(peers);
    return Arrays.stream(Contestant.values())
        .filter(contestant -> wanted.matcher(contestant.label()).matches())
        .toList();
  }

  private Forks forks(Path data, Path csv) {
    long eachMillis = millis > 0 ? millis : quick ? 4_000 : 25_000;
    return new Forks(
        MeasureFork.class,
        data.toAbsolutePath(),
        folder.resolve("forks").toAbsolutePath(),
        csv.toAbsolutePath(),
        quick ? 1 : 3,
        eachMillis,
        eachMillis / 2,
        quick ? "4,64" : "4,16,64,256,1024",
        java25,
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
  private boolean capture(Path data, int bytes, List<Absent> absent) throws InterruptedException {
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
