package org.uacce.bench;

import java.util.concurrent.TimeUnit;
import org.uacce.codec.CodecMetric;

/**
 * Counts jobs and doorbells while the device has enough to do: not at the start, where each job is
 * worth a doorbell, nor at the end, where somebody waits for each. A thread of its own.
 */
final class RingingWatch extends Thread {
  /** As the option's default. */
  private static final int LOW_WATER = 32;

  private final long millis;
  private long looks;
  private long fed;
  private long jobs;
  private long doorbells;

  /**
   * @param millis of all the writing
   */
  RingingWatch(long millis) {
    super("ringing-watch");
    this.millis = millis;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      TimeUnit.MILLISECONDS.sleep(millis / 3);
      jobs = -CodecMetric.DEVICE_JOBS.value();
      doorbells = -CodecMetric.DEVICE_SQ_DOORBELLS.value();
      while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis) * 9 / 10) {
        looks++;
        fed += CodecMetric.DEVICE_IN_FLIGHT.value() >= LOW_WATER ? 1 : 0;
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      looks = fed = 0;
      return;
    }
    doorbells += CodecMetric.DEVICE_SQ_DOORBELLS.value();
    jobs += CodecMetric.DEVICE_JOBS.value();
  }

  // Once the thread has ended.

  long looks() {
    return looks;
  }

  /** Looks that found the device with enough to do. */
  long fed() {
    return fed;
  }

  long jobs() {
    return jobs;
  }

  long doorbells() {
    return doorbells;
  }
}
