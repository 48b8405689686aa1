package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.uacce.bench.Arguments.Option;

/**
 * Measures the row filter against zstd and lz4 as Spark runs them, on what real jobs shuffle, and
 * writes {@code rows.csv} and {@code rows.md} into a folder. Capturing and measuring have JVMs of
 * their own.
 *
 * <pre>CompareRows FOLDER [--quick] [--seed N] [--captured]</pre>
 *
 * {@code --captured} measures what the run before captured, with the seed of that run.
 */
final class CompareRows {
  /** Of the bytes that are measured, for a single corpus. */
  private static final double MOST_SHARE = 0.25;

  private static final String WEAK_ENGINE = "weak-ratio";

  private CompareRows() {}

  public static void main(String[] args) throws Exception {
    System.exit(
        Arguments.run(
            args,
            List.of("FOLDER"),
            List.of(Option.QUICK, Option.SEED, Option.CAPTURED),
            CompareRows::run));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    Path folder = arguments.path(0);
    boolean quick = arguments.has(Option.QUICK);
    Path rows = Files.createDirectories(folder.resolve("rows"));
    Path seedFile = rows.resolve("seed");
    long seed;
    if (arguments.has(Option.CAPTURED)) {
      seed = Long.parseLong(Files.readString(seedFile).strip());
      System.out.println("seed " + seed + " of what was captured");
    } else {
      seed = arguments.seed();
      capture(rows, seed, quick);
      Files.writeString(seedFile, Long.toString(seed));
    }
    List<RowCorpus> corpora = CaptureRows.load(rows);
    checkShares(corpora);
    Results results = measure(rows, folder.resolve("rows.csv"), quick);
    List<DeviceShare> devices = devices(corpora, folder.resolve(WEAK_ENGINE));
    List<String> report = RowReport.lines(results, corpora, devices, seed);
    Files.write(folder.resolve("rows.md"), report);
    report.forEach(System.out::println);
    return 0;
  }

  private static void capture(Path rows, long seed, boolean quick)
      throws IOException, InterruptedException {
    Jvm.run(CaptureRows.class, "3g", rows.toString(), Long.toString(seed), quick ? "0.2" : "1");
  }

  private static Results measure(Path rows, Path csv, boolean quick)
      throws IOException, InterruptedException {
    Files.write(csv, List.of(Sample.CSV_HEADER));
    int forks = quick ? 1 : 2;
    int rounds = quick ? 5 : 7;
    for (int fork = 0; fork < forks; fork++) {
      Jvm.run(
          MeasureRows.class,
          "2g",
          rows.toString(),
          csv.toString(),
          Integer.toString(fork * 1000),
          Integer.toString(rounds),
          quick ? "4" : "5");
    }
    Jvm.run(QueryCosts.class, "3g", rows.toString(), csv.toString(), quick ? "1" : "3", "1");
    return new Results(Files.readAllLines(csv).stream().skip(1).map(Sample::parse).toList());
  }

  private static List<DeviceShare> devices(List<RowCorpus> corpora, Path program)
      throws IOException {
    List<DeviceShare> devices = new ArrayList<>();
    if (!Files.isExecutable(program)) {
      System.out.println("skipped the device path: not built, program=" + program);
      return devices;
    }
    try (WeakEngine engine = new WeakEngine(program)) {
      for (RowCorpus corpus : corpora) {
        devices.add(DeviceShare.of(corpus, engine));
      }
    }
    return devices;
  }

  private static void checkShares(List<RowCorpus> corpora) {
    long all = corpora.stream().mapToLong(RowCorpus::bytes).sum();
    for (RowCorpus corpus : corpora) {
      if (corpus.bytes() > all * MOST_SHARE) {
        throw new IllegalStateException(
            "Cannot compare: "
                + corpus.name()
                + " has bytes="
                + corpus.bytes()
                + " of="
                + all
                + " most="
                + (long) (all * MOST_SHARE));
      }
    }
  }
}
