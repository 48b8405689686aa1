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
      "auto shares the work between an accelerator, where there is one, and the processor: what the accelerator cannot"
          + " take at once the task does itself. hardware waits for the accelerator instead, up to timeout, and refuses"
          + " to compress on an executor without one; the driver takes it for auto. In both, software redoes what the"
          + " accelerator could not do. software uses none."),
  LEVEL(
      "level",
      "1 shuffle, 6 files",
      "0 to 12",
      "Level of the software engines: 0 stores, 1-2 run ISA-L, 3-12 libdeflate. Hadoop's zlib.compress.level is used"
          + " for files when this is not set. Parquet pages of more than 160000 bytes, which are text, are compressed"
          + " at 7 where 6 is asked for.") {
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
      "Bound on all that the JVM holds off the heap for the codec: buffers, compressors and inflaters. Add it to"
          + " spark.executor.memoryOverhead; docs/memory.md says what happens at the bound. Read once per JVM, from"
          + " the first user."),
  STREAM_BUFFER_MAX_BYTES(
      "streamBuffer.maxBytes",
      "min(64m, 5 % of heap)",
      "1m to 4g",
      "Bound on the heap that all open output streams of the JVM hold together, the arrays kept for the next block"
          + " included; at the bound a stream cuts its block early. Read once per JVM, from the first user.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return Long.toString(
          Math.max(1L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 20)));
    }
  },
  DEVICES(
      "devices",
      "nearest",
      "nearest, all, or names such as hisi_zip-1,hisi_zip-3",
      "The accelerators that may be used. nearest tries those that Spark has assigned to the executor first, then"
          + " those of the same memory node, then those with the most free queues, and keeps to the one that gives"
          + " a queue; all spreads the queues over every device; names do so over these. Read once per JVM, from"
          + " the first user."),
  QUEUES(
      "queues",
      "1",
      "1 to 8",
      "Hardware queues that the JVM holds in each direction. One deep queue saturates a device, and a host has few:"
          + " more serve only to use several devices. Read once per JVM, from the first user."),
  DEPTH(
      "depth",
      "64",
      "2 to 1023",
      "Blocks that one queue takes, waiting and under way together; what finds no place the task does itself. Read once"
          + " per JVM, from the first user."),
  BATCH(
      "batch",
      "16, at most a quarter of depth",
      "1 to 1022, and less than depth",
      "Blocks that gather for one doorbell while the device has enough to do. Read once per JVM, from the first"
          + " user.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return "16";
    }
  },
  LOW_WATER(
      "lowWater",
      "32, at most half of depth",
      "1 to 1022, and at most depth minus batch",
      "While fewer blocks than this are under way each one is given to the device at once. Read once per JVM, from the"
          + " first user.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return "32";
    }
  },
  IN_FLIGHT(
      "inFlight",
      "4",
      "1 to 64",
      "Blocks of one stream that may be under way on the accelerator while its task fills the next. Each holds a"
          + " buffer of the pool."),
  TIMEOUT(
      "timeout",
      "1s",
      "10ms to 60s, in ms, s or m",
      "How long after its doorbell a block may take before its queue counts as failed, and how long mode=hardware waits"
          + " for a place; software then does the block. Read once per JVM, from the first user."),
  MIN_OFFLOAD_SIZE(
      "minOffloadSize",
      "16k",
      "512 to 8m",
      "Smaller blocks are always compressed in software: a device gains nothing over the copy and the wait."),
  OFFLOAD_MAX_LEVEL(
      "offloadMaxLevel",
      "12",
      "0 to 12",
      "Blocks of a higher level are always compressed in software. The hardware has one level of its own, below zlib's"
          + " first in size: a lower bound keeps archives small. 0 offloads nothing."),
  VERIFY(
      "verify",
      "crc shuffle, full files",
      "full, crc, none, sample:1 to sample:1000000",
      "How a block that the accelerator made is checked before it is written. full inflates it again and compares; crc"
          + " compares the checksum of the input with the device's; sample:N does the first to every Nth block and"
          + " the second to all; none believes the device. Spark's driver has full unless it is"
          + " set: nothing recomputes a broadcast. Set full where checkpoints or cached blocks are compressed"
          + " (spark.checkpoint.compress, spark.rdd.compress). What the accelerator inflated is always checked.") {
    @Override
    public String defaultFor(Purpose purpose) {
      return purpose == Purpose.SHUFFLE ? "crc" : "full";
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
