package org.uacce.codec.doctor;

import java.util.List;
import java.util.Locale;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;

/**
 * What an executor needs beside what Spark gives it by itself: Spark's default overhead (a tenth of
 * {@code spark.executor.memory}, at least 384 MiB) plus {@code bufferPool.maxBytes} and what does
 * not grow with work.
 */
final class MemoryFormula {
  static final String GROUP = "memory";

  /** Spark's {@code spark.executor.minMemoryOverhead} and {@code memoryOverheadFactor}. */
  private static final long LEAST_OVERHEAD_MIB = 384;

  private static final double OVERHEAD_FACTOR = 0.1;

  /** The mapped files of libraries and the pages of queues, by {@code docs/memory.md}. */
  private static final long FIXED_MIB = 4;

  private static final long DEFAULT_EXECUTOR_MIB = 1024;

  private final Settings settings;

  MemoryFormula(Settings settings) {
    this.settings = settings;
  }

  /** What to set {@code spark.executor.memoryOverhead} to, in MiB. */
  long overheadMebibytes() {
    long usual =
        Math.max(LEAST_OVERHEAD_MIB, (long) Math.ceil(OVERHEAD_FACTOR * executorMebibytes()));
    return usual + mebibytes(config().bufferPoolBytes()) + FIXED_MIB;
  }

  List<Finding> look() {
    CodecConfig config = config();
    return List.of(
        Finding.ok(
                GROUP,
                "off the heap",
                "spark.executor.memoryOverhead = max(384m, 10 % of spark.executor.memory)"
                    + " + bufferPool.maxBytes + 4m")
            .with("spark.executor.memory", executorMebibytes() + "m")
            .with("bufferPool.maxBytes", mebibytes(config.bufferPoolBytes()) + "m")
            .with("spark.executor.memoryOverhead", overheadMebibytes() + "m"),
        Finding.ok(GROUP, "on the heap", "all open output streams together hold at most this")
            .with("streamBuffer.maxBytes", mebibytes(streamBytes()) + "m"));
  }

  /** Its default is of the executor's heap, not of the doctor's. */
  private long streamBytes() {
    String key = Settings.SPARK_PREFIX + "streamBuffer.maxBytes";
    return settings.get(key) != null
        ? config().streamBufferBytes()
        : Math.max(1L << 20, Math.min(64L << 20, (executorMebibytes() << 20) / 20));
  }

  /** A value that is refused is reported by another check. */
  private CodecConfig config() {
    try {
      return CodecConfig.read(Settings.SPARK_PREFIX, settings::get, Purpose.SHUFFLE);
    } catch (RuntimeException refused) {
      return CodecConfig.defaults(Purpose.SHUFFLE);
    }
  }

  private static long mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  /** Spark counts a number without a unit as MiB; what it would refuse is taken for the default. */
  private long executorMebibytes() {
    String text = settings.get("spark.executor.memory");
    if (text == null || !text.toLowerCase(Locale.ROOT).matches("[0-9]{1,9}[kmgt]?b?")) {
      return DEFAULT_EXECUTOR_MIB;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    long number = Long.parseLong(lower.replaceAll("[^0-9]", ""));
    return switch (lower.replaceAll("[0-9b]", "")) {
      case "k" -> number >> 10;
      case "g" -> number << 10;
      case "t" -> number << 20;
      default -> number;
    };
  }
}
