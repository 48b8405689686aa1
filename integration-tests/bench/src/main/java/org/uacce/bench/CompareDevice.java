package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Measures what the host pays for each block on an accelerator, and writes {@code device.csv} and
 * {@code device.md} into a folder. Each kind of device has a JVM of its own.
 *
 * <pre>CompareDevice FOLDER EMULATOR [--hybrid] [--quick] [--seed N]</pre>
 *
 * EMULATOR is where the build has put it: {@code native/target/cmake/ARCHITECTURE/emulator}. {@code
 * --hybrid} measures instead what device and processors reach together, on the wall, and the
 * doorbells for it, and writes {@code paced.csv} and {@code paced.md}. It wants an idle machine.
 */
final class CompareDevice {
  private static final String HEAP = "512m";

  /** Of 64 KiB in a pass: more than the second cache holds, less than the third. */
  private static final String BLOCKS = "64";

  private CompareDevice() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path emulator = Path.of(args[1]);
    boolean quick = false;
    boolean hybrid = false;
    long seed = new SplittableRandom().nextInt(1 << 30);
    for (int i = 2; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--hybrid" -> hybrid = true;
        case "--seed" -> seed = Long.parseLong(args[++i]);
        default ->
            throw new IllegalArgumentException(
                "Cannot run: argument=" + args[i] + " known=--hybrid,--quick,--seed");
      }
    }
    System.out.println("seed " + seed + " (repeat with --seed " + seed + ")");
    String name = hybrid ? "paced" : "device";
    Path csv = folder.resolve(name + ".csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    if (hybrid) {
      measurePaced(emulator, folder, csv, seed, "hybrid", quick ? 4 : 25, quick ? 100 : 200);
      measurePaced(emulator, folder, csv, seed, "ringing", quick ? 2 : 5, 1_500);
    } else {
      measureHost(emulator, folder, csv, seed, quick ? 15 : 101, quick ? 2_000 : 8_000);
    }
    Results results = read(csv);
    List<String> report =
        hybrid ? PacedReport.lines(results, seed) : DeviceReport.lines(results, seed);
    Files.write(folder.resolve(name + ".md"), report);
    report.forEach(System.out::println);
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
