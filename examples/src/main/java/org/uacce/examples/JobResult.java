package org.uacce.examples;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * What one job in one JVM came to; written by that JVM, read by the demo.
 *
 * @param name row of the table
 * @param codec what the JVM used
 * @param step the step, which also says whose files were read
 * @param seconds of wall clock, without the start of the session
 * @param content what was read or computed; null if the job only writes
 * @param through uncompressed bytes that our engines moved for the job; 0 for the stock codecs
 */
record JobResult(
    String name,
    Codec codec,
    Step step,
    double seconds,
    Content content,
    Volume volume,
    long through,
    EngineWork work) {

  /** Which job, by whose codec, on whose files. */
  String title() {
    return step.writer() == null || step.writer() == codec
        ? name + " by " + codec.label()
        : name + " by " + codec.label() + " of files by " + step.writer().label();
  }

  /** By job; of each the baseline first. */
  static List<JobResult> inTableOrder(List<JobResult> results) {
    List<String> jobs = results.stream().map(JobResult::name).distinct().toList();
    return results.stream()
        .sorted(
            Comparator.comparingInt((JobResult result) -> jobs.indexOf(result.name()))
                .thenComparing(JobResult::codec, Comparator.reverseOrder()))
        .toList();
  }

  void store(Path file) throws IOException {
    Properties facts = new Properties();
    facts.setProperty("name", name);
    facts.setProperty("codec", codec.label());
    facts.setProperty("step", step.toString());
    facts.setProperty("seconds", Double.toString(seconds));
    if (content != null) {
      facts.setProperty("rows", Long.toString(content.rows()));
      facts.setProperty("checksum", content.checksum());
    }
    facts.setProperty("bytes.before", Long.toString(volume.before()));
    facts.setProperty("bytes.after", Long.toString(volume.after()));
    facts.setProperty("bytes.through", Long.toString(through));
    facts.setProperty("blocks.device", Long.toString(work.deviceBlocks()));
    facts.setProperty("blocks.inflated", Long.toString(work.inflatedBlocks()));
    facts.setProperty("blocks.helped", Long.toString(work.helpedBlocks()));
    facts.setProperty("blocks.redone", Long.toString(work.redoneBlocks()));
    facts.setProperty("blocks.native", Long.toString(work.nativeBlocks()));
    facts.setProperty("blocks.jdk", Long.toString(work.jdkBlocks()));
    facts.setProperty("blocks.stored", Long.toString(work.storedBlocks()));
    facts.setProperty("bytes.compressed", Long.toString(work.compressedBytes()));
    facts.setProperty("bytes.decompressed", Long.toString(work.decompressedBytes()));
    facts.setProperty("native.failures", Long.toString(work.failures()));
    try (Writer out = Files.newBufferedWriter(file)) {
      facts.store(out, null);
    }
  }

  /**
   * @throws IOException if the file cannot be read, or a fact is missing or no number
   */
  static JobResult load(Path file) throws IOException {
    Properties facts = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      facts.load(in);
    }
    try {
      return new JobResult(
          text(facts, "name"),
          Codec.of(text(facts, "codec")),
          Step.parse(text(facts, "step")),
          Double.parseDouble(text(facts, "seconds")),
          facts.containsKey("rows")
              ? new Content(number(facts, "rows"), text(facts, "checksum"))
              : null,
          new Volume(number(facts, "bytes.before"), number(facts, "bytes.after")),
          number(facts, "bytes.through"),
          new EngineWork(
              number(facts, "blocks.device"),
              number(facts, "blocks.inflated"),
              number(facts, "blocks.helped"),
              number(facts, "blocks.redone"),
              number(facts, "blocks.native"),
              number(facts, "blocks.jdk"),
              number(facts, "blocks.stored"),
              number(facts, "bytes.compressed"),
              number(facts, "bytes.decompressed"),
              number(facts, "native.failures")));
    } catch (IllegalArgumentException e) {
      throw new IOException("Cannot read a result: file=" + file + " reason=" + e.getMessage(), e);
    }
  }

  private static long number(Properties facts, String key) {
    return Long.parseLong(text(facts, key));
  }

  private static String text(Properties facts, String key) {
    String value = facts.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("missing " + key);
    }
    return value;
  }
}
