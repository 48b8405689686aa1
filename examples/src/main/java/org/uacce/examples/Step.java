package org.uacce.examples;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A job as a program's argument names it.
 *
 * @param kind shuffle, parquet or text
 * @param direction null for a shuffle
 * @param writer whose files are read or written; null for a shuffle
 */
record Step(String kind, Direction direction, Codec writer) {
  /** What the JVM without us does first. */
  static final List<Step> NEEDED_OF_STOCK =
      all(
          "shuffle",
          "parquet:write:stock",
          "parquet:read:stock",
          "text:write:stock",
          "text:read:stock");

  /** What the JVM with us does then. */
  static final List<Step> NEEDED_OF_OURS =
      all(
          "shuffle",
          "parquet:write:uacce",
          "parquet:read:uacce",
          "parquet:read:stock",
          "text:write:uacce",
          "text:read:uacce",
          "text:read:stock");

  /** What a JVM without us does last: our files are ordinary. */
  static final List<Step> STOCK_READS_OURS = all("parquet:read:uacce", "text:read:uacce");

  static final String SYNTAX = "shuffle | (parquet|text):(write|read):(uacce|stock)";

  private static List<Step> all(String... steps) {
    return Arrays.stream(steps).map(Step::parse).toList();
  }

  /**
   * @throws IllegalArgumentException if the text is not of {@link #SYNTAX}
   */
  static Step parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length == 1 && parts[0].equals("shuffle")) {
      return new Step(parts[0], null, null);
    }
    if (parts.length == 3 && (parts[0].equals("parquet") || parts[0].equals("text"))) {
      return new Step(parts[0], Direction.of(parts[1]), Codec.of(parts[2]));
    }
    throw new IllegalArgumentException(
        "Cannot tell what to do: step=%s expected=%s".formatted(text, SYNTAX));
  }

  /**
   * @param work the folder with the generated data, which receives Parquet files
   * @param hdfs the folder that receives text
   */
  Job job(Codec codec, Path work, URI hdfs) {
    Path data = work.resolve("data");
    return switch (kind) {
      case "shuffle" -> new ShuffleJob(codec, data);
      case "parquet" ->
          new ParquetJob(codec, data, work.resolve("parquet-" + writer.label()), direction);
      default -> new HdfsTextJob(codec, data, hdfs.resolve("text-" + writer.label()), direction);
    };
  }

  /** Whether it writes or reads files. */
  boolean isFile() {
    return direction != null;
  }

  @Override
  public String toString() {
    return direction == null ? kind : String.join(":", kind, direction.label(), writer.label());
  }
}
