package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private static final int SHUFFLE_BLOCK_BYTES = 64 << 10;

  /** More tell nothing new, and take memory. */
  private static final int MOST_THREADS = 32;

  /** At most 20 points on a device and 30 in software. */
  private static final long POINT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Sample sample;
  private final Runnable progress;
  private final List<Finding> found = new ArrayList<>();

  private long deviceAtShuffleBlocks;
  private long oneThreadAtShuffleBlocks;

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
      if (bytes == SHUFFLE_BLOCK_BYTES) {
        deviceAtShuffleBlocks = best;
      }
      found.add(finding);
    }
  }

  /** One software engine that works, on one thread and on as many as there are processors. */
  void measure(TierProbe tier) {
    int most = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    for (int bytes : BLOCK_BYTES) {
      byte[] block = sample.block(bytes);
      long one = measure(tier, block, 1);
      Finding finding = point("software " + tier.name(), bytes).with("threads1", megabytes(one));
      if (most > 1) {
        finding = finding.with("threads" + most, megabytes(measure(tier, block, most)));
      }
      if (bytes == SHUFFLE_BLOCK_BYTES) {
        oneThreadAtShuffleBlocks = Math.max(oneThreadAtShuffleBlocks, one);
      }
      found.add(finding);
    }
  }

  private long measure(TierProbe tier, byte[] block, int threads) {
    progress.run();
    return tier.bytesPerSecond(block, threads, POINT_NANOS);
  }

  /**
   * Whether the device, as deep as it was tried, is slower than a single thread at the size of
   * Spark's shuffle blocks: then it is no relief.
   */
  boolean deviceIsNoRelief() {
    return deviceAtShuffleBlocks < oneThreadAtShuffleBlocks;
  }

  private static Finding point(String engine, int bytes) {
    return Finding.ok(GROUP, engine + " " + (bytes >> 10) + "k", "MB/s");
  }

  private static String megabytes(long bytesPerSecond) {
    return String.format(Locale.ROOT, "%.0f", bytesPerSecond / 1e6);
  }
}
