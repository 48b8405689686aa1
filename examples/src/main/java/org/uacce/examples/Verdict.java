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

  /**
   * @param lineitemRows that were generated: what every file must hold
   */
  Verdict(List<JobResult> results, long lineitemRows) {
    this.results = List.copyOf(results);
    this.lineitemRows = lineitemRows;
  }

  /**
   * Whether the rows are those of the stock JVM on its own files; for a job that writes, whether
   * the rows are that the stock JVM reads from what was written.
   */
  boolean equal(JobResult result) {
    Content expected = stockReading(result.step().kind(), Codec.STOCK);
    Content actual =
        result.content() != null
            ? result.content()
            : stockReading(result.step().kind(), result.step().writer());
    return expected != null && expected.equals(actual);
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
    for (Step step : Step.NEEDED_OF_OURS) {
      if (results.stream().noneMatch(r -> r.codec() == Codec.UACCE && r.step().equals(step))) {
        problems.add("No result of ours: step=" + step);
      }
    }
    for (JobResult result : results) {
      if (!equal(result)) {
        problems.add(result.title() + ": data differ: " + contents(result));
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
    return problems;
  }

  private String contents(JobResult result) {
    String kind = result.step().kind();
    Content ours =
        result.content() != null ? result.content() : stockReading(kind, result.step().writer());
    return "found=%s expected=%s".formatted(ours, stockReading(kind, Codec.STOCK));
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
    if (work.nativeBlocks() <= 0 || work.jdkBlocks() > 0 || work.failures() > 0) {
      problems.add(
          "%s: blocks on the wrong engine: native=%d JDK=%d native failures=%d; see %s"
              .formatted(
                  result.title(),
                  work.nativeBlocks(),
                  work.jdkBlocks(),
                  work.failures(),
                  "the log for why the native library did not load"));
    }
  }

  /** Bytes through our engines over the uncompressed bytes that others report; 0 for none. */
  static double coverage(JobResult result) {
    long before = result.volume().before();
    return before == 0 ? 0 : (double) result.through() / before;
  }
}
