package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.DepthCase.Way;

/** The tables of the sweep and of the model, of made-up costs. */
class DepthReportTest {
  @TempDir Path folder;

  @Test
  void rowsAreDepthsAndColumnsSizesWhenReported() {
    List<String> page = DepthReport.page(costs(), 77);
    assertThat(page.get(0)).startsWith("Seed 77, ");
    // A nanosecond a byte is a second a GB, and a tenth of that with the device.
    assertThat(page)
        .contains(
            "| Compress: CPU s a GB; blocks under way | 4k | 64k |",
            "| 1 | 0.100 (0.090-0.110) | 0.100 (0.090-0.110) |",
            "| software, level 1 | 1.000 (0.900-1.100) | 1.000 (0.900-1.100) |",
            "| Compress: 1000 blocks a second and core; blocks under way | 4k | 64k |",
            "| 64 | 2441 | 153 |",
            "| 1 | 1.000 | 1.000 |",
            "| 64 | 0.063 | 0.063 |",
            "Most bytes allocated a block, in any of these: on the device 0.0, in software 5.0.",
            "![model](charts/device-model.svg)");
    assertThat(page).filteredOn(line -> line.startsWith("| 64 | 0.100")).hasSize(1);
  }

  @Test
  void modelIsMarkedAsOneWhenReported() {
    List<String> lines = ModelReport.lines(costs());
    assertThat(lines.get(0)).isEqualTo("### Model, not a measurement: a real device");
    assertThat(lines)
        .anySatisfy(
            line -> assertThat(line).contains("would refute", "on-hardware.sh", "`doctor`"));
    assertThat(lines).filteredOn(line -> line.startsWith("| ")).hasSizeGreaterThan(20);
    assertThat(lines)
        .filteredOn(line -> line.endsWith("|") && !Character.isDigit(line.charAt(2)))
        .filteredOn(line -> line.contains("cores") && line.contains("MB/s |"))
        .allSatisfy(line -> assertThat(line).contains("model"));
    // 64 KiB are 27.5 µs at 2380 MB/s, and 57.2 µs on their way.
    assertThat(lines).contains("| 64k | 773 | 2380 | 2380 | 2380 |");
    // 2380 MB/s take 0.238 of a core of 10 GB/s, the rest of eight compresses 1000 MB/s each.
    assertThat(lines)
        .contains("| 8 | 8000 | 2380 | 10142 | 23 % | 1.00 | 0.10 | 0.79 |")
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("| engine's rate |")
                    .endsWith("| 2380 to 7272 | 10142 to 14545 |"));
  }

  @Test
  void chartHasThreeNamedLinesWhenDrawn() throws Exception {
    ModelReport.draw(costs(), folder);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve(ModelReport.CHART).toFile());
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .startsWith("Model, not a measurement");
  }

  @Test
  void nothingIsReportedWhenNothingWasMeasured() throws Exception {
    assertThat(DepthReport.section(List.of())).isEmpty();
    ModelReport.draw(List.of(), folder);
    assertThat(Files.exists(folder.resolve(ModelReport.CHART))).isFalse();
    assertThatThrownBy(() -> ModelReport.compress(List.of()))
        .hasMessage("Cannot report: not measured, way=COMPRESS blockBytes=65536 depth=4");
  }

  @Test
  void reasonIsReportedWhenTheEmulatorIsNotBuilt() throws InterruptedException {
    List<Absent> absent = new ArrayList<>();
    for (Path emulator : Arrays.asList(null, folder)) {
      DepthSweep.QUICK.measureOrSay(emulator, folder, folder.resolve("csv"), 1, absent);
    }
    assertThat(absent)
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.reason()).startsWith("skipped: ").contains("path="));
    assertThat(folder.resolve("csv")).doesNotExist();
  }

  @Test
  void costsAreTheSameWhenTheyHaveBeenSamples() {
    for (int bytes : List.of(4 << 10, 1 << 20)) {
      DepthCase one = new DepthCase(Way.COMPRESS, bytes, 64);
      Sample sample =
          new Sample(
              one.question(), HostCost.size(bytes), 64, HostCost.peer(64), 0, 32, 2, 640, 32);
      Results results = new Results(List.of(Sample.parse(sample.csv())));
      assertThat(HostCost.of(BenchResult.cells(results)))
          .containsExactly(
              new HostCost(Way.COMPRESS, bytes, 64, new Spread(20, 20, 20), 1.0 / 16, 1));
    }
  }

  private static List<HostCost> costs() {
    List<HostCost> costs = new ArrayList<>();
    for (DepthCase one : DepthCase.all(List.of(4 << 10, 64 << 10), List.of(1, 4, 64))) {
      double nanos = one.blockBytes() * (one.way().onDevice() ? 0.1 : 1);
      costs.add(
          new HostCost(
              one.way(),
              one.blockBytes(),
              one.depth(),
              new Spread(0.9 * nanos, nanos, 1.1 * nanos),
              one.depth() == 64 ? 0.0625 : 1,
              one.way().onDevice() ? 0 : 5));
    }
    return costs;
  }
}
