package org.uacce.codec.queue;

import java.util.concurrent.TimeUnit;

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

  /** 0: never tripped, or forgiven. */
  private volatile long lengthNanos;

  private volatile long endNanos;

  /** Whether the device may be used now. */
  boolean isClosed(long now) {
    return lengthNanos == 0 || now - endNanos >= 0;
  }

  /** The device gave a wrong answer; of several at the same time one counts. */
  synchronized void trip(long now) {
    if (!isClosed(now)) {
      return;
    }
    boolean forgiven = lengthNanos == 0 || now - endNanos >= LONGEST_NANOS;
    long length = forgiven ? FIRST_NANOS : Math.min(2 * lengthNanos, LONGEST_NANOS);
    // The end first: whoever sees the length sees an end that belongs to it or to a later one.
    endNanos = now + length;
    lengthNanos = length;
  }

  /** How long the device is left alone after the last mistake; 0 if there was none. */
  long lengthNanos() {
    return lengthNanos;
  }
}
