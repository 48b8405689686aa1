package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.uacce.bench.Arguments.Option;

/**
 * Measures what the host pays for each block on an accelerator, and writes samples and a report
 * into a folder. Each kind of device has a JVM of its own.
 *
 * <pre>CompareDevice FOLDER EMULATOR [--hybrid | --depths] [--quick] [--seed N]</pre>
 *
 * EMULATOR is where the build has put it: {@code native/target/cmake/ARCHITECTURE/emulator}.
 * Without more it writes {@code device.csv} and {@code device.md}. {@code --hybrid} measures
 * instead what device and processors reach together, on the wall, and the doorbells for it: {@code
 * paced.*}; it wants an idle machine. {@code --depths} measures the host's share over block sizes
 * and blocks under way, and computes from it what a real device would give: {@code depths.*} and a
 * chart.
 */
final class CompareDevice {
  private static final String HEAP = "512m";

  /** Of 64 KiB in a pass: more than the second cache holds, less than the third. */
  private static final String BLOCKS = "64";

  private CompareDevice() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(args));
  }

  /** Returns the exit code. */
  static int run(String... args) throws Exception {
    return Arguments.run(
        args,
        List.of("FOLDER", "EMULATOR"),
        List.of(Option.HYBRID, Option.DEPTHS, Option.QUICK, Option.SEED),
        CompareDevice::run);
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    arguments.notBoth(Option.HYBRID, Option.DEPTHS);
    Path folder = Files.createDirectories(arguments.path(0));
    Path emulator = arguments.path(1);
    boolean quick = arguments.has(Option.QUICK);
    long seed = arguments.seed();
    List<String> report;
    String name;
    if (arguments.has(Option.HYBRID)) {
      name = "paced";
      Path csv = emptyCsv(folder, name);
      measurePaced(emulator, folder, csv, seed, "hybrid", quick ? 4 : 25, quick ? 100 : 200);
      measurePaced(emulator, folder, csv, seed, "ringing", quick ? 2 : 5, 1_500);
      report = PacedReport.lines(read(csv), seed);
    } else if (arguments.has(Option.DEPTHS)) {
      name = "depths";
      Path csv = emptyCsv(folder, name);
      (quick ? DepthSweep.QUICK : DepthSweep.FULL).measure(emulator, folder, csv, seed);
      List<HostCost> costs = HostCost.of(BenchResult.cells(read(csv)));
      ModelReport.draw(costs, Files.createDirectories(folder.resolve("charts")));
      report = DepthReport.page(costs, seed);
    } else {
      name = "device";
      Path csv = emptyCsv(folder, name);
      measureHost(emulator, folder, csv, seed, quick ? 15 : 101, quick ? 2_000 : 8_000);
      report = DeviceReport.lines(read(csv), seed);
    }
    Files.write(folder.resolve(name + ".md"), report);
    report.forEach(System.out::println);
    return 0;
  }

  private static Path emptyCsv(Path folder, String name) throws IOException {
    return Files.write(folder.resolve(name + ".csv"), List.of(Sample.CSV_HEADER));
  }

  static Results read(Path csv) throws IOException {
    return new Results(Files.readAllLines(csv).stream().skip(1).map(Sample::parse).toList());
  }

  /**
   * On a device that does its work, to prove that the data come back; on one that completes each
   * job within the doorbell's call, and on one that is not to be had.
   */
  static void measureHost(
      Path emulator, Path folder, Path csv, long seed, int rounds, long warmUpMillis)
      throws IOException, InterruptedException {
    Map<String, String> devices = new LinkedHashMap<>();
    devices.put("proved", "work");
    devices.put("accepted", "null,replay");
    devices.put("refused", "null,fault=busy");
    for (Map.Entry<String, String> device : devices.entrySet()) {
      InlineDevice.run(
          emulator,
          folder,
          device.getValue(),
          MeasureHost.class,
          HEAP,
          csv.toString(),
          Long.toString(seed),
          Integer.toString(rounds),
          Long.toString(warmUpMillis),
          BLOCKS,
          device.getKey());
    }
  }

  /**
   * On a device whose rate is a fraction or a multiple of what the processors reach.
   *
   * @param what as {@link MeasurePaced} knows it
   * @param millis of each measurement
   * @return what the device itself has counted, as {@code emu_machine_stats} prints it
   */
  static List<String> measurePaced(
      Path emulator, Path folder, Path csv, long seed, String what, int rounds, long millis)
      throws IOException, InterruptedException {
    Path stats = folder.resolve("device.stats").toAbsolutePath();
    InlineDevice.run(
        emulator,
        folder,
        "rate=1G,replay,stats=" + stats,
        MeasurePaced.class,
        HEAP,
        csv.toString(),
        Long.toString(seed),
        Integer.toString(rounds),
        Long.toString(millis),
        what);
    return Files.readAllLines(stats);
  }
}
