package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.DepthCase.Way;
import org.uacce.bench.Results.Cell;

/**
 * What holds of the accelerator's path on any machine, however busy, by the benchmarks in little;
 * and keeps them from rotting. The times themselves are only printed.
 */
class DeviceBenchmarksTest {
  private static long seed;
  private static Path emulator;

  @TempDir Path folder;

  @BeforeAll
  static void builtEmulatorAndPrintedSeed() {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    emulator = InlineDevice.built(Path.of("../.."));
    assumeTrue(
        InlineDevice.isBuilt(emulator),
        () -> "the emulated accelerator is not built: the C tests do that, path=" + emulator);
  }

  @Test
  void hostAllocatesNothingAndLosesLittleWhenDeviceTakesOrRefusesBlocks()
      throws IOException, InterruptedException {
    Path csv = csv();
    CompareDevice.measureHost(emulator, folder, csv, seed, 7, 1_500);
    Results results = CompareDevice.read(csv);
    DeviceReport.lines(results, seed).forEach(System.out::println);
    for (String question : List.of(HostContests.LARGE, HostContests.SMALL)) {
      assertThat(results.cells(question))
          .filteredOn(cell -> cell.peer().endsWith(HostClock.DEVICE))
          .hasSizeGreaterThan(1);
      assertThat(results.cells(question))
          .allSatisfy(cell -> assertThat(results.allocatedPerUnit(cell)).isZero());
    }
    assertThat(results.cells(HostContests.REFUSED))
        .filteredOn(
            cell ->
                cell.peer().equals(HostContests.EVERY_JOB)
                    || cell.peer().equals(HostContests.NO_QUEUE))
        .hasSize(2)
        .allSatisfy(
            cell ->
                assertThat(results.speedup(cell, HostContests.SOFTWARE).median())
                    .isGreaterThanOrEqualTo(0.85));
  }

  @Test
  void doorbellsAreFewWhenDeviceHasEnoughToDo() throws IOException, InterruptedException {
    Path csv = csv();
    List<String> stats = CompareDevice.measurePaced(emulator, folder, csv, seed, "ringing", 2, 900);
    Results results = CompareDevice.read(csv);
    Cell doorbells = cell(results, MeasurePaced.DOORBELLS);
    Cell fed = cell(results, MeasurePaced.FED);
    double aBlock = 1 / results.ratio(doorbells);
    System.out.printf(
        "doorbells a block: %.3f, looks that found the device fed: %.3f%n",
        aBlock, 1 / results.ratio(fed));
    assertThat(1 / results.ratio(fed)).isGreaterThan(0.99);
    assertThat(aBlock).isBetween(1.0 / 512, 0.25);
    // Over the whole run, by the device's own count: 1 is always the limit.
    assertThat(sum(stats, "sq_doorbells")).isBetween(1L, sum(stats, "jobs"));
    assertThat(sum(stats, "bad_doorbells")).isZero();
  }

  @Test
  void bothAreUsedWhenDeviceIsAsFastAsSoftware() throws IOException, InterruptedException {
    Path csv = csv();
    CompareDevice.measurePaced(emulator, folder, csv, seed, "hybrid", 1, 80);
    Results results = CompareDevice.read(csv);
    PacedReport.lines(results, seed).forEach(System.out::println);
    List<Cell> cells = new ArrayList<>(results.cells(MeasurePaced.HYBRID));
    cells.addAll(results.cells(MeasurePaced.DISTURBED));
    assertThat(cells)
        .hasSizeGreaterThanOrEqualTo(3 * MeasurePaced.PACES.size() * MeasurePaced.WRITERS.size())
        .filteredOn(cell -> cell.peer().equals(MeasurePaced.AUTO) && cell.corpus().equals("1.0x"))
        .allSatisfy(
            cell -> assertThat(1 / results.ratio(cell)).as("device's share").isBetween(0.1, 0.95));
    assertThat(results.cells(MeasurePaced.NO_PLACE))
        .singleElement()
        .satisfies(cell -> assertThat(results.bytes(cell)).isZero());
  }

  @Test
  void batchesShareDoorbellsWhenManyBlocksAreUnderWay() throws IOException, InterruptedException {
    Path csv = csv();
    new DepthSweep(3, 500, "4096,65536", "1,4,64").measure(emulator, folder, csv, seed);
    List<HostCost> costs = HostCost.of(BenchResult.cells(CompareDevice.read(csv)));
    DepthReport.page(costs, seed).forEach(System.out::println);
    assertThat(costs).hasSize(2 * (3 + 2 + 2));
    for (int bytes : HostCost.sizes(costs)) {
      // Below lowWater each job has its own, beyond it batch of them share one.
      assertThat(HostCost.find(costs, Way.COMPRESS, bytes, 1).doorbells()).isEqualTo(1);
      assertThat(HostCost.find(costs, Way.INFLATE, bytes, 4).doorbells()).isEqualTo(1);
      assertThat(HostCost.find(costs, Way.COMPRESS, bytes, 64).doorbells())
          .isBetween(1.0 / 17, 1.0 / 15);
      assertThat(HostCost.find(costs, Way.COMPRESS, bytes, 4).nanos().median())
          .isLessThan(HostCost.find(costs, Way.SOFTWARE_COMPRESS, bytes, 1).nanos().median() / 2);
    }
  }

  private Path csv() throws IOException {
    return Files.write(folder.resolve("device.csv"), List.of(Sample.CSV_HEADER));
  }

  private static Cell cell(Results results, String peer) {
    return results.cells(MeasurePaced.RINGING).stream()
        .filter(cell -> cell.peer().equals(peer))
        .findFirst()
        .orElseThrow();
  }

  /** Over the queues that were open; the lines of totals have other names or none of these. */
  private static long sum(List<String> stats, String name) {
    Pattern field = Pattern.compile(" " + name + "=(\\d+)");
    return stats.stream()
        .filter(line -> line.startsWith("queue "))
        .flatMap(line -> field.matcher(line).results())
        .map(MatchResult::group)
        .mapToLong(text -> Long.parseLong(text.substring(text.indexOf('=') + 1)))
        .sum();
  }
}
