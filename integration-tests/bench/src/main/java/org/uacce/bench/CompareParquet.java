package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.uacce.bench.Arguments.Option;

/**
 * Measures Parquet GZIP against parquet's own codec, and writes {@code parquet.csv} and {@code
 * parquet.md} into a folder.
 *
 * <pre>CompareParquet FOLDER [--quick] [--seed N]</pre>
 */
final class CompareParquet {
  private CompareParquet() {}

  public static void main(String[] args) throws Exception {
    System.exit(
        Arguments.run(
            args, List.of("FOLDER"), List.of(Option.QUICK, Option.SEED), CompareParquet::run));
  }

  private static int run(Arguments arguments) throws IOException {
    Path folder = Files.createDirectories(arguments.path(0));
    boolean quick = arguments.has(Option.QUICK);
    long seed = arguments.seed();
    int rows = quick ? 60_000 : 300_000;
    try (ParquetContests contests = new ParquetContests(folder, seed, rows)) {
      List<Sample> samples = samples(contests.contests(), quick ? 5 : 15, quick ? 3 : 20);
      List<String> csv = new ArrayList<>(List.of(Sample.CSV_HEADER));
      samples.forEach(sample -> csv.add(sample.csv()));
      Files.write(folder.resolve("parquet.csv"), csv);
      List<String> report = ParquetReport.lines(new Results(samples), seed, rows, contests.pages());
      Files.write(folder.resolve("parquet.md"), report);
      report.forEach(System.out::println);
    }
    return 0;
  }

  /**
   * Rounds of all contests after a warm-up.
   *
   * @param warmUpSeconds that the compilers have
   */
  static List<Sample> samples(List<Contest> contests, int rounds, long warmUpSeconds)
      throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds);
    int round = -1;
    do {
      for (Contest contest : contests) {
        contest.round(round);
      }
      round--;
    } while (System.nanoTime() < end);
    List<Sample> samples = new ArrayList<>();
    for (round = 0; round < rounds; round++) {
      for (Contest contest : contests) {
        samples.addAll(contest.round(round));
      }
    }
    return samples;
  }
}
