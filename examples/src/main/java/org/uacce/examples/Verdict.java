package org.uacce.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares what our JVM did with what the stock JVM did, and with what Spark, the footers and the
 * files report. Nothing passes for lack of a result.
 */
final class Verdict {
  private static final double LEAST_COVERAGE = 0.99;

  private final List<JobResult> results;
  private final long lineitemRows;
  private final double leastShare;

  /**
   * @param lineitemRows that were generated: what every file must hold
   * @param leastShare that an accelerator must have compressed of what is large enough for it, 0..1
   */
  Verdict(List<JobResult> results, long lineitemRows, double leastShare) {
    this.leastShare = leastShare;
    this.results = List.copyOf(results);
    this.lineitemRows = lineitemRows;
  }

  /**
   * Whether the rows are those of the stock JVM on its own files; for a job that writes, whether
   * the rows are that the stock JVM reads from what was written.
   */
  boolean equal(JobResult result) {
    Content expected = expected(result);
    return expected != null && expected.equals(found(result));
  }

  private Content expected(JobResult result) {
    return stockReading(result.step().kind(), Codec.STOCK);
  }

  private Content found(JobResult result) {
    return result.content() != null
        ? result.content()
        : stockReading(result.step().kind(), result.step().writer());
  }

  /** What the stock JVM read or computed; null if it did not. */
  private Content stockReading(String kind, Codec writer) {
    for (JobResult result : results) {
      Step step = result.step();
      boolean itsFiles = step.writer() == null || step.writer() == writer;
      if (result.codec() == Codec.STOCK
          && result.content() != null
          && step.kind().equals(kind)
          && itsFiles) {
        return result.content();
      }
    }
    return null;
  }

  /** What speaks against us, a sentence each; empty if nothing does. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    addMissing(Codec.STOCK, Step.NEEDED_OF_STOCK, problems);
    addMissing(Codec.UACCE, Step.NEEDED_OF_OURS, problems);
    addMissing(Codec.STOCK, Step.STOCK_READS_OURS, problems);
    for (JobResult result : results) {
      if (!equal(result)) {
        problems.add(
            "%s: data differ: found=%s expected=%s"
                .formatted(result.title(), found(result), expected(result)));
      }
      if (!rowsAsGenerated(result)) {
        problems.add(
            "%s: rows=%d expected rows=%s"
                .formatted(
                    result.title(),
                    result.content().rows(),
                    result.step().isFile() ? lineitemRows : "at least 1"));
      }
      if (result.codec() == Codec.UACCE) {
        addProblemsOfOurs(result, problems);
      }
    }
    if (deviceBlocks() < leastShare * offeredBlocks() || (leastShare > 0 && offeredBlocks() == 0)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "Too little on an accelerator: %s least share=%.2f",
              deviceShare(),
              leastShare));
    }
    return problems;
  }

  private long deviceBlocks() {
    return results.stream().mapToLong(result -> result.work().deviceBlocks()).sum();
  }

  private long offeredBlocks() {
    return results.stream().mapToLong(result -> result.work().offeredBlocks()).sum();
  }

  /** How much of what is large enough for an accelerator was compressed on one. */
  String deviceShare() {
    return String.format(
        Locale.ROOT,
        "blocks=%d of=%d share=%.3f",
        deviceBlocks(),
        offeredBlocks(),
        offeredBlocks() == 0 ? 0 : (double) deviceBlocks() / offeredBlocks());
  }

  private void addMissing(Codec codec, List<Step> steps, List<String> problems) {
    for (Step step : steps) {
      if (results.stream().noneMatch(r -> r.codec() == codec && r.step().equals(step))) {
        problems.add("No result: codec=%s step=%s".formatted(codec.label(), step));
      }
    }
  }

  private boolean rowsAsGenerated(JobResult result) {
    if (result.content() == null) {
      return true;
    }
    long rows = result.content().rows();
    return result.step().isFile() ? rows == lineitemRows : rows > 0;
  }

  private static void addProblemsOfOurs(JobResult result, List<String> problems) {
    EngineWork work = result.work();
    if (result.volume().before() <= 0 || coverage(result) < LEAST_COVERAGE) {
      problems.add(
          String.format(
              Locale.ROOT,
              "%s: too little went through our engines: bytes=%d reported bytes=%d least share=%.2f",
              result.title(),
              result.through(),
              result.volume().before(),
              LEAST_COVERAGE));
    }
    if (work.deviceBlocks() + work.nativeBlocks() <= 0
        || work.jdkBlocks() > 0
        || work.failures() > 0) {
      problems.add(
          "%s: blocks on the wrong engine: device=%d native=%d JDK=%d native failures=%d; the log says why"
              .formatted(
                  result.title(),
                  work.deviceBlocks(),
                  work.nativeBlocks(),
                  work.jdkBlocks(),
                  work.failures()));
    }
  }

  /** Bytes through our engines over the uncompressed bytes that others report; 0 for none. */
  static double coverage(JobResult result) {
    long before = result.volume().before();
    return before == 0 ? 0 : (double) result.through() / before;
  }
}
