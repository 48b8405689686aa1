package org.uacce.codec.queue;

import java.util.concurrent.TimeUnit;
import org.uacce.codec.CodecMetric;

/**
 * Keeps work away from a device that gave wrong answers: for a second, then for twice as long each
 * time it is at it again, up to a minute. After a minute of trust the next mistake counts as a
 * first one. Absent and busy devices are no business of it. Any thread.
 *
 * <p>Times are those of {@link System#nanoTime()}, given by the caller.
 */
final class CircuitBreaker {
  static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** 0: never tripped. */
  private volatile long lengthNanos;

  private volatile long endNanos;

  /** Whether the gauge counts it as open: nobody is told when a time is over. */
  private volatile boolean counted;

  /** Whether it never tripped, which needs no time to tell. */
  boolean isUntouched() {
    return lengthNanos == 0;
  }

  /** Whether the device may be used now. */
  boolean isClosed(long now) {
    if (lengthNanos == 0) {
      return true;
    }
    if (now - endNanos < 0) {
      return false;
    }
    if (counted) {
      countClosed(now);
    }
    return true;
  }

  private synchronized void countClosed(long now) {
    if (counted && now - endNanos >= 0) {
      counted = false;
      CodecMetric.DEVICE_BREAKER_OPEN.add(-1);
    }
  }

  /**
   * The device gave a wrong answer.
   *
   * @return whether this opened the breaker: of several answers at the same time one does
   */
  synchronized boolean trip(long now) {
    if (!isClosed(now)) {
      return false;
    }
    boolean forgiven = lengthNanos == 0 || now - endNanos >= LONGEST_NANOS;
    long length = forgiven ? FIRST_NANOS : Math.min(2 * lengthNanos, LONGEST_NANOS);
    // The end first: whoever sees the length sees an end that belongs to it or to a later one.
    endNanos = now + length;
    lengthNanos = length;
    counted = true;
    CodecMetric.DEVICE_BREAKER_OPEN.add(1);
    CodecMetric.DEVICE_BREAKER_TRIPS.add(1);
    return true;
  }

  /** Until when the device is left alone after the last mistake, if there was one. */
  long endNanos() {
    return endNanos;
  }

  /** How long the device is left alone after the last mistake; 0 if there was none. */
  long lengthNanos() {
    return lengthNanos;
  }
}
