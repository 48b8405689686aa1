package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.uacce.codec.engine.TierProbe;
import org.uacce.codec.queue.DeviceProbe;

/**
 * How quick compression is here, over the size of blocks and over how many are under way: blocks in
 * a device's queue, threads in software. About five seconds in all.
 */
final class SpeedCurve {
  static final String GROUP = "speed";

  private static final int[] BLOCK_BYTES = {4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20};
  private static final int[] DEPTHS = {1, 4, 16, 64};

  /** At most 20 points on a device and 30 in software. */
  private static final long POINT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Sample sample;
  private final Runnable progress;
  private final List<Finding> found = new ArrayList<>();

  /** Best of a device, and of all processors at the level of shuffles, by block size. */
  private final Map<Integer, Long> device = new LinkedHashMap<>();

  private final Map<Integer, Long> software = new LinkedHashMap<>();

  /**
   * @param progress run before each point
   */
  SpeedCurve(Sample sample, Runnable progress) {
    this.sample = sample;
    this.progress = progress;
  }

  List<Finding> found() {
    return List.copyOf(found);
  }

  /** A device that works. */
  void measure(String name, DeviceProbe probe) throws DeviceProbe.ProbeException {
    for (int bytes : BLOCK_BYTES) {
      Finding finding = point("device " + name, bytes);
      long best = 0;
      for (int depth : DEPTHS) {
        if (probe.fits(bytes, depth)) {
          progress.run();
          long speed = probe.bytesPerSecond(sample.block(bytes), depth, POINT_NANOS);
          finding = finding.with("depth" + depth, megabytes(speed));
          best = Math.max(best, speed);
        }
      }
      device.put(bytes, best);
      found.add(finding);
    }
  }

  /** One software engine that works, on one thread and on as many as there are processors. */
  void measure(TierProbe tier) {
    int processors = Runtime.getRuntime().availableProcessors();
    for (int bytes : BLOCK_BYTES) {
      Finding finding = point("software " + tier.name(), bytes);
      byte[] block = sample.block(bytes);
      long best = 0;
      for (int threads = 1; threads <= processors; threads += Math.max(1, processors - 1)) {
        progress.run();
        long speed = tier.bytesPerSecond(block, threads, POINT_NANOS);
        finding = finding.with("threads" + threads, megabytes(speed));
        best = Math.max(best, speed);
      }
      software.merge(bytes, best, Math::max);
      found.add(finding);
    }
  }

  /** The smallest block that a device does quicker than all processors together; 0 if none. */
  int leastWorthOffloading() {
    for (Map.Entry<Integer, Long> point : device.entrySet()) {
      if (point.getValue() > software.getOrDefault(point.getKey(), Long.MAX_VALUE)) {
        return point.getKey();
      }
    }
    return 0;
  }

  private static Finding point(String engine, int bytes) {
    return Finding.ok(GROUP, engine + " " + (bytes >> 10) + "k", "MB/s");
  }

  private static String megabytes(long bytesPerSecond) {
    return String.format(Locale.ROOT, "%.0f", bytesPerSecond / 1e6);
  }
}
