package org.uacce.bench;

import java.util.List;
import java.util.Map;

/**
 * What others have published of the accelerator, and nothing else: no number here was measured by
 * this project. MB are 10^6 bytes of uncompressed data.
 */
final class PublishedDevice {
  /**
   * Kunpeng 920, zlib level 1 through the accelerator, Silesia corpus, lzbench: GitHub
   * LyleLee/compare_intel_kunpeng, {@code source/accelerator.rst}. One thread that waits for each
   * job (lzbench's {@code -t16,16} are seconds), so a device that is kept busy does no less.
   */
  static final double COMPRESS_BYTES_A_SECOND = 2380e6;

  /** The same source; of inflating there is no other. */
  static final double INFLATE_BYTES_A_SECOND = 1530e6;

  /** Of zlib level 1 on one core of that machine. */
  static final double ZLIB_BYTES_A_SECOND = 55e6;

  /** Output by input there, of the accelerator, and of zlib level 1 on one core. */
  static final double OUTPUT_SHARE = 0.458;

  static final double ZLIB_OUTPUT_SHARE = 0.3645;

  /** Of the blocks of {@link #CURVE}. */
  static final int CURVE_BLOCK_BYTES = 8 << 10;

  /**
   * MB/s by jobs under way, blocks of 8 KiB, one device, shared virtual addresses: Linaro/uadk,
   * {@code docs/perf.rst}. The data are pseudo-random numbers.
   */
  static final Map<Integer, Double> CURVE =
      Map.of(
          1, 556.0, 10, 1381.0, 20, 3134.0, 30, 4317.0, 40, 5618.0, 50, 6715.0, 60, 7245.0, 70,
          7272.0);

  static final double CURVE_BYTES_A_SECOND = 7272e6;

  /** Of one job of 8 KiB without shared addresses and without a copy, 5 GB/s: the same page. */
  static final double LEAST_LATENCY_NANOS = CURVE_BLOCK_BYTES / 5.0;

  /** Where the curve neither has one job alone nor has reached its end. */
  private static final List<Integer> RISING = List.of(10, 20, 30, 40, 50);

  private PublishedDevice() {}

  /**
   * From a job's doorbell to its completion, less what its own bytes take, by Little's law: the
   * median over the rising part of the curve. For a job alone the same page has a quarter of it.
   */
  static double latencyNanos() {
    double service = CURVE_BLOCK_BYTES * 1e9 / CURVE_BYTES_A_SECOND;
    return Spread.of(RISING.stream().mapToDouble(PublishedDevice::nanosAt)).median() - service;
  }

  /** So many jobs are under way: how long each is. */
  static double nanosAt(int jobs) {
    return jobs * CURVE_BLOCK_BYTES * 1000.0 / CURVE.get(jobs);
  }
}
