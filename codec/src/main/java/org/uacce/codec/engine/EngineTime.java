package org.uacce.codec.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.uacce.codec.CodecMetric;

/**
 * Counts the processor time that the software engines take of whoever calls them. Any thread;
 * allocates nothing.
 *
 * <p>The thread's own clock is a system call, 0.6 us each: half a percent of a block of 64 KiB, and
 * a third of one of 200 bytes. So small blocks are timed by the wall clock, 0.025 us, which is the
 * same but where the thread is preempted within those few microseconds.
 */
final class EngineTime {
  /** A block of this size takes 40 us or more, of which two looks at the thread's clock are 3 %. */
  private static final int LEAST_BYTES_OF_THREAD_CLOCK = 16 << 10;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final boolean HAS_THREAD_CLOCK =
      THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

  private EngineTime() {}

  /**
   * The start of some work.
   *
   * @param bytes of the block; the same number ends the work
   */
  static long start(int bytes) {
    return HAS_THREAD_CLOCK && bytes >= LEAST_BYTES_OF_THREAD_CLOCK
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /** The end of what was done to compress a block. */
  static void compressed(int bytes, long start) {
    CodecMetric.COMPRESS_ENGINE_NANOS.add(start(bytes) - start);
  }

  /** The end of what was done to inflate a block. */
  static void inflated(int bytes, long start) {
    CodecMetric.DECOMPRESS_ENGINE_NANOS.add(start(bytes) - start);
  }
}
