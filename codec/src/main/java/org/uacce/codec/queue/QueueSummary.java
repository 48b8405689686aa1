package org.uacce.codec.queue;

import java.util.Locale;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.log.Log;

/** The line of the log that says how much of the work accelerators did, and why not more. */
final class QueueSummary {
  private static final Log LOG = Log.of(QueueSummary.class);

  private QueueSummary() {}

  static void log() {
    LOG.info("Closed the hardware queues, summing up this JVM so far: {}", text());
  }

  static String text() {
    long jobs = CodecMetric.DEVICE_JOBS.value();
    return String.format(
        Locale.ROOT,
        "compressed[device=%d blocks %d bytes, software=%d blocks %d bytes]"
            + " inflated[device=%d blocks %d bytes, software=%d blocks %d bytes]"
            + " jobs=%d doorbellsPerJob=%.3f inSoftware%s wrong=%d timeouts=%d queueFailures=%d"
            + " opens=%d breakerTrips=%d leakedBytes=%d",
        CodecMetric.COMPRESS_DEVICE_BLOCKS.value(),
        CodecMetric.COMPRESS_DEVICE_BYTES.value(),
        sum(CodecMetric.COMPRESS_NATIVE_BLOCKS, CodecMetric.COMPRESS_JDK_BLOCKS),
        sum(CodecMetric.COMPRESS_NATIVE_BYTES, CodecMetric.COMPRESS_JDK_BYTES),
        CodecMetric.DECOMPRESS_DEVICE_BLOCKS.value(),
        CodecMetric.DECOMPRESS_DEVICE_BYTES.value(),
        sum(CodecMetric.DECOMPRESS_NATIVE_BLOCKS, CodecMetric.DECOMPRESS_JDK_BLOCKS),
        sum(CodecMetric.DECOMPRESS_NATIVE_BYTES, CodecMetric.DECOMPRESS_JDK_BYTES),
        jobs,
        (double) CodecMetric.DEVICE_SQ_DOORBELLS.value() / Math.max(1, jobs),
        CodecMetric.softwareReasons(CodecMetric::value),
        CodecMetric.DEVICE_WRONG.value(),
        CodecMetric.DEVICE_TIMEOUTS.value(),
        CodecMetric.DEVICE_QUEUE_FAILURES.value(),
        CodecMetric.DEVICE_OPENS.value(),
        CodecMetric.DEVICE_BREAKER_TRIPS.value(),
        CodecMetric.DEVICE_LEAKED_BYTES.value());
  }

  private static long sum(CodecMetric one, CodecMetric other) {
    return one.value() + other.value();
  }
}
