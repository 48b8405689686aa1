package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.Results.Cell;

/** Keeps the benchmarks of the Hadoop codecs from rotting; holds of any machine, however busy. */
class HadoopBenchmarksTest {
  @TempDir Path folder;

  @Test
  void everyPeerIsMeasuredAndOurFilesAreNotLarger() throws IOException, InterruptedException {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    long seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    Path csv = Files.write(folder.resolve("hadoop.csv"), List.of(Sample.CSV_HEADER));
    Path emulator = InlineDevice.built(Path.of("../.."));
    CompareHadoop.measure(emulator, folder, csv, seed, 2, 500, 1 << 20);
    Results results = CompareDevice.read(csv);
    HadoopReport.lines(results, seed).forEach(System.out::println);
    List<Cell> written =
        results.cells(HadoopContests.WRITE).stream()
            .filter(cell -> cell.peer().equals(HadoopContests.OURS))
            .toList();
    assertThat(written)
        .hasSize(HadoopContests.CORPORA.size() * HadoopContests.LEVELS.size())
        .allSatisfy(
            cell -> assertThat(results.ratioOverReference(cell)).isGreaterThanOrEqualTo(0.97))
        .allSatisfy(cell -> assertThat(results.speedup(cell).median()).isGreaterThan(1));
    assertThat(results.cells(HadoopTasks.TASKS)).hasSize(4);
    if (InlineDevice.isBuilt(emulator)) {
      assertThat(results.cells(HadoopContests.HOST))
          .filteredOn(cell -> cell.peer().endsWith(HostClock.DEVICE))
          .as("the device compressed for each of ours")
          .hasSize(4);
    }
  }
}
