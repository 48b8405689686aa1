package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.Results.Cell;
import org.uacce.codec.binding.NativeLibraryLoader;

/** What holds on any machine, however busy, by the benchmark in little. Times are only printed. */
class ParquetBenchmarksTest {
  private static final int ROWS = 60_000;

  @TempDir Path folder;

  @Test
  void filesAreNoLargerThanStocksWhenTheLevelIsTheUsualOne() throws IOException {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    long seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    assumeTrue(
        NativeLibraryLoader.result().binding() != null,
        () -> "no native library: " + NativeLibraryLoader.result().attempts());
    try (ParquetContests contests = new ParquetContests(folder, seed, ROWS)) {
      List<Sample> samples = CompareParquet.samples(contests.contests(), 1, 0);
      Results results = new Results(samples);
      ParquetReport.lines(results, seed, ROWS, contests.pages()).forEach(System.out::println);
      assertThat(ParquetReport.goals(results)).hasSize(8);
      assertThat(results.cells(ParquetContests.FILE))
          .extracting(Cell::peer)
          .containsExactlyInAnyOrder(
              ParquetContests.STOCK, ParquetContests.HOOK, ParquetContests.FACTORY);
      assertThat(results.cells(ParquetContests.FILE))
          .allSatisfy(
              cell -> assertThat(results.ratioOverReference(cell)).isGreaterThanOrEqualTo(1.0));
      assertThat(samples)
          .filteredOn(sample -> sample.question().startsWith(ParquetContests.READ))
          .hasSize(2 * 2 * 3)
          .allSatisfy(sample -> assertThat(sample.result()).isEqualTo(sample.units()));
    }
  }
}
