package org.uacce.spark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.uacce.codec.CodecMetric;

/** The line of the driver's log that says what an application had from the codec. */
final class ApplicationSummary {
  private static final List<CodecMetric> ELSEWHERE =
      List.of(
          CodecMetric.COMPRESS_NATIVE_BYTES,
          CodecMetric.COMPRESS_JDK_BYTES,
          CodecMetric.COMPRESS_STORED_BYTES);

  private static final List<CodecMetric> INFLATED_ELSEWHERE =
      List.of(
          CodecMetric.DECOMPRESS_NATIVE_BYTES,
          CodecMetric.DECOMPRESS_JDK_BYTES,
          CodecMetric.DECOMPRESS_STORED_BYTES);

  /** More names would be no line any more. */
  private static final int MOST_NAMES = 10;

  private final ToLongFunction<CodecMetric> values;

  ApplicationSummary(ToLongFunction<CodecMetric> values) {
    this.values = values;
  }

  /**
   * The line.
   *
   * @param executors how many have reported
   * @param silent those whose last numbers may be missing
   */
  String text(int executors, List<String> silent) {
    long device = value(CodecMetric.COMPRESS_DEVICE_BYTES);
    long compressed = device + sum(ELSEWHERE);
    long written = value(CodecMetric.COMPRESS_OUTPUT_BYTES);
    long inflatedByDevice = value(CodecMetric.DECOMPRESS_DEVICE_BYTES);
    long inflated = inflatedByDevice + sum(INFLATED_ELSEWHERE);
    return String.format(
        Locale.ROOT,
        "compressed[bytes=%d onDevice=%d (%.1f %%) ratio=%.2f cpuSeconds=%.2f]"
            + " inflated[bytes=%d onDevice=%d (%.1f %%) cpuSeconds=%.2f]"
            + " inSoftware%s executors=%d silent%s",
        compressed,
        device,
        percent(device, compressed),
        ratio(compressed + value(CodecMetric.COMPRESS_FILTER_SAVED_BYTES), written),
        value(CodecMetric.COMPRESS_ENGINE_NANOS) / 1e9,
        inflated,
        inflatedByDevice,
        percent(inflatedByDevice, inflated),
        value(CodecMetric.DECOMPRESS_ENGINE_NANOS) / 1e9,
        CodecMetric.softwareReasons(values),
        executors,
        names(silent));
  }

  private long value(CodecMetric metric) {
    return values.applyAsLong(metric);
  }

  private long sum(List<CodecMetric> metrics) {
    return metrics.stream().mapToLong(values).sum();
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  private static double ratio(long original, long written) {
    return written == 0 ? 1 : (double) original / written;
  }

  private static String names(List<String> silent) {
    String more = silent.size() > MOST_NAMES ? ", ... " + silent.size() + " in all" : "";
    return silent.stream().limit(MOST_NAMES).collect(Collectors.joining(", ", "[", more + "]"));
  }
}
