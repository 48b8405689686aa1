package org.uacce.examples;

import java.util.List;
import java.util.Locale;

/** The demo's last page. */
final class ResultTable {
  private static final String HEADER =
      String.format(
          "%-14s  %-10s  %-8s  %7s  %9s  %9s  %5s  %6s  %6s  %6s  %8s  %6s  %3s  %6s  %7s  %s",
          "job",
          "codec",
          "files of",
          "seconds",
          "MB before",
          "MB after",
          "ratio",
          "device",
          "helped",
          "redone",
          "inflated",
          "native",
          "JDK",
          "stored",
          "through",
          "data equal");
  private static final double MEGABYTE = 1e6;

  private ResultTable() {}

  static String of(List<JobResult> results, Verdict verdict) {
    StringBuilder table = new StringBuilder();
    table.append(HEADER).append('\n').append("-".repeat(HEADER.length())).append('\n');
    for (JobResult result : results) {
      table.append(line(result, verdict)).append('\n');
    }
    return table.toString();
  }

  private static String line(JobResult result, Verdict verdict) {
    Volume volume = result.volume();
    EngineWork work = result.work();
    boolean ours = result.codec() == Codec.UACCE;
    return String.format(
        Locale.ROOT,
        "%-14s  %-10s  %-8s  %7.1f  %9.1f  %9.1f  %5.2f  %6s  %6s  %6s  %8s  %6s  %3s  %6s  %7s  %s",
        result.name(),
        codecName(result),
        result.step().isFile() ? result.step().writer().label() : "-",
        result.seconds(),
        volume.before() / MEGABYTE,
        volume.after() / MEGABYTE,
        volume.ratio(),
        blocks(result, work.deviceBlocks()),
        blocks(result, work.helpedBlocks()),
        blocks(result, work.redoneBlocks()),
        blocks(result, work.inflatedBlocks()),
        blocks(result, work.nativeBlocks()),
        blocks(result, work.jdkBlocks()),
        blocks(result, work.storedBlocks()),
        ours ? String.format(Locale.ROOT, "%.1f %%", 100 * Verdict.coverage(result)) : "-",
        verdict.equal(result) ? "yes" : "NO");
  }

  private static String blocks(JobResult result, long count) {
    return result.codec() == Codec.UACCE ? Long.toString(count) : "-";
  }

  private static String codecName(JobResult result) {
    if (result.codec() == Codec.UACCE) {
      return "uacce";
    }
    return result.step().isFile() ? "stock gzip" : "stock lz4";
  }
}
