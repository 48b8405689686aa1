package org.uacce.codec;

import java.util.Locale;

/**
 * Every option of the codec, once. An edge (Spark, Hadoop, Parquet) puts its prefix in front of
 * {@link #key()}; {@code docs/configuration.md} is generated from this list.
 */
public enum CodecOption {
  MODE(
      "mode",
      "auto",
      "auto, software, hardware",
      "hardware compresses blocks of 16k and more on an accelerator, each waited for and proved by inflating it, and"
          + " refuses to compress on an executor without one; what the device cannot do, software redoes. auto and"
          + " software use the software engines; auto is to use the accelerator too in a later release."),
  LEVEL(
      "level",
      "1 shuffle, 6 files",
      "0 to 12",
      "Level of the software engines: 0 stores, 1-2 run ISA-L, 3-12 libdeflate. Hadoop's zlib.compress.level is used"
          + " for files when this is not set.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return purpose == Purpose.SHUFFLE ? "1" : "6";
    }
  },
  BLOCK_SIZE(
      "blockSize",
      "64k shuffle (256k of rows), 1m files",
      "4k to 8m, and at most an eighth of bufferPool.maxBytes",
      "Uncompressed bytes gathered before they are compressed together. The 256k of rows are of streams that the"
          + " filter takes for rows; a size that is set holds for all streams.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return purpose == Purpose.SHUFFLE ? "64k" : "1m";
    }
  },
  FILTER(
      "filter",
      "auto",
      "auto, none",
      "auto takes the rows that Spark SQL shuffles apart into columns before they are compressed, where that makes them"
          + " smaller; other data is left alone. Shuffle frames only. Every release that knows the filter reads"
          + " frames with and without it, whatever this says."),
  BUFFER_POOL_MAX_BYTES(
      "bufferPool.maxBytes",
      "64m",
      "8m to 4g",
      "Bound on all off-heap buffers of the JVM; one block takes at most a quarter of it. Add it to"
          + " spark.executor.memoryOverhead. Read once per JVM, from the first user."),
  STREAM_BUFFER_MAX_BYTES(
      "streamBuffer.maxBytes",
      "min(64m, 5 % of heap)",
      "1m to 4g",
      "Bound on the heap that all open output streams of the JVM hold together; at the bound a stream cuts its block"
          + " early. Read once per JVM, from the first user.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return Long.toString(
          Math.max(1L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 20)));
    }
  };

  /** What a configuration is for; some defaults depend on it. */
  public enum Purpose {
    /** Spark's private frames: shuffle, spill, broadcast, cache, checkpoint. */
    SHUFFLE,
    /** Bytes that other programs read: gzip, zlib and Parquet pages. */
    FILE
  }

  private final String key;
  private final String defaultText;
  private final String range;
  private final String sentence;

  CodecOption(String key, String defaultText, String range, String sentence) {
    this.key = key;
    this.defaultText = defaultText;
    this.range = range;
    this.sentence = sentence;
  }

  /** The key without the prefix of an edge. */
  public String key() {
    return key;
  }

  /** The default as documentation shows it. */
  public String defaultText() {
    return defaultText;
  }

  /** The values that are accepted, as documentation and error messages show them. */
  public String range() {
    return range;
  }

  /** What the option does, in a sentence or two. */
  public String sentence() {
    return sentence;
  }

  /** The default value for a purpose, in the form a user would write. */
  public String defaultFor(Purpose purpose) {
    return defaultText.toLowerCase(Locale.ROOT);
  }
}
