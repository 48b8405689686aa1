package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks and writes {@code bench.csv}, {@code benchmarks.md} and JMH's own log {@code
 * jmh.log} into a folder.
 *
 * <pre>Compare FOLDER [--quick] [--seed N] [--only REGEX] [--rounds N]</pre>
 */
public final class Compare {
  private static final int QUICK_ROUNDS = 5;
  private static final int QUICK_WARMUP_ROUNDS = 3;
  private static final int QUICK_BYTES = 2 << 20;

  private Compare() {}

  public static void main(String[] args) throws IOException, RunnerException {
    if (args.length == 0) {
      throw new IllegalArgumentException("Cannot run: no folder for the results is given");
    }
    Path folder = Path.of(args[0]);
    boolean quick = false;
    long seed = new SplittableRandom().nextInt(1 << 30);
    String only = "";
    int rounds = 0;
    for (int i = 1; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--seed" -> seed = Long.parseLong(args[++i]);
        case "--only" -> only = args[++i];
        case "--rounds" -> rounds = Integer.parseInt(args[++i]);
        default ->
            throw new IllegalArgumentException(
                "Cannot run: argument=" + args[i] + " known=--quick,--seed,--only,--rounds");
      }
    }
    System.out.println("seed " + seed + " (repeat with --seed " + seed + ")");
    run(folder, quick, seed, only, rounds);
  }

  private static void run(Path folder, boolean quick, long seed, String only, int rounds)
      throws IOException, RunnerException {
    Files.createDirectories(folder);
    Path csv = folder.resolve("bench.csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    if (quick) {
      System.setProperty(Trial.BYTES_PROPERTY, Integer.toString(QUICK_BYTES));
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(only.isEmpty() ? "org.uacce.bench" : only)
            .output(folder.resolve("jmh.log").toString())
            // A round is one call, and the longest takes seconds: no time limits it.
            .timeout(TimeValue.minutes(30))
            .jvmArgsAppend(
                "-Xms1g",
                "-Xmx1g",
                property(Trial.CSV_PROPERTY, csv.toAbsolutePath().toString()),
                property(Trial.SEED_PROPERTY, Long.toString(seed)),
                property(Trial.WARM_UP_PROPERTY, quick ? "1000" : "4000"),
                property(Trial.BYTES_PROPERTY, Integer.toString(Trial.corpusBytes())));
    if (quick) {
      options.warmupIterations(QUICK_WARMUP_ROUNDS).measurementIterations(QUICK_ROUNDS);
    }
    if (rounds > 0) {
      options.measurementIterations(rounds);
    }
    System.out.println("running; progress is in " + folder.resolve("jmh.log"));
    new Runner(options.build()).run();
    List<Sample> samples = Files.readAllLines(csv).stream().skip(1).map(Sample::parse).toList();
    List<String> report = Report.lines(new Results(samples), seed);
    Files.write(folder.resolve("benchmarks.md"), report);
    report.forEach(System.out::println);
  }

  private static String property(String name, String value) {
    return "-D" + name + "=" + value;
  }
}
