package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.uacce.bench.Arguments.Option;

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

  public static void main(String[] args) throws Exception {
    System.exit(
        Arguments.run(
            args,
            List.of("FOLDER"),
            List.of(Option.QUICK, Option.SEED, Option.ONLY, Option.ROUNDS),
            Compare::run));
  }

  private static int run(Arguments arguments) throws IOException, RunnerException {
    Path folder = arguments.path(0);
    boolean quick = arguments.has(Option.QUICK);
    String only = arguments.text(Option.ONLY, "");
    int rounds = (int) arguments.number(Option.ROUNDS, 0);
    long seed = arguments.seed();
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
    return 0;
  }

  private static String property(String name, String value) {
    return "-D" + name + "=" + value;
  }
}
