package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.uacce.bench.Arguments.Option;

/**
 * Measures our Hadoop codecs against Hadoop's GzipCodec, and writes {@code hadoop.csv} and {@code
 * hadoop.md} into a folder. Software and the host's share beside an accelerator have JVMs of their
 * own. It wants an idle machine.
 *
 * <pre>CompareHadoop FOLDER EMULATOR [--quick] [--seed N]</pre>
 */
final class CompareHadoop {
  private static final String HEAP = "1g";

  private CompareHadoop() {}

  public static void main(String[] args) throws Exception {
    System.exit(
        Arguments.run(
            args,
            List.of("FOLDER", "EMULATOR"),
            List.of(Option.QUICK, Option.SEED),
            CompareHadoop::run));
  }

  private static int run(Arguments arguments) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(arguments.path(0));
    boolean quick = arguments.has(Option.QUICK);
    long seed = arguments.seed();
    Path csv = folder.resolve("hadoop.csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    measure(arguments.path(1), folder, csv, seed, quick ? 5 : 21, quick ? 4_000 : 20_000, 4 << 20);
    List<String> report = HadoopReport.lines(CompareDevice.read(csv), seed);
    Files.write(folder.resolve("hadoop.md"), report);
    report.forEach(System.out::println);
    return 0;
  }

  /**
   * Where the emulated accelerator is not built, the host's share is not measured.
   *
   * @param bytes of a pass
   */
  static void measure(
      Path emulator, Path folder, Path csv, long seed, int rounds, long warmUpMillis, int bytes)
      throws IOException, InterruptedException {
    String[] arguments = {
      csv.toString(),
      Long.toString(seed),
      Integer.toString(rounds),
      Long.toString(warmUpMillis),
      Integer.toString(bytes),
      "software"
    };
    Jvm.run(MeasureHadoop.class, HEAP, arguments);
    if (!InlineDevice.isBuilt(emulator)) {
      System.out.println("skipped the host's share: no emulated accelerator, path=" + emulator);
      return;
    }
    arguments[5] = "host";
    InlineDevice.run(emulator, folder, "work", MeasureHadoop.class, HEAP, arguments);
  }
}
