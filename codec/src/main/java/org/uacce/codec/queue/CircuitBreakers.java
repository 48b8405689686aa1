package org.uacce.codec.queue;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.uacce.codec.log.Log;

/**
 * The {@link CircuitBreaker} of each device, for both directions: what lies when it compresses is
 * not believed when it decompresses. Any thread.
 */
final class CircuitBreakers {
  private static final Log LOG = Log.of(CircuitBreakers.class);

  private final Map<String, CircuitBreaker> byDevice = new ConcurrentHashMap<>();
  private final LongSupplier clock;
  private final boolean heldClosed;

  /**
   * @param clock {@link System#nanoTime()}
   * @param heldClosed none ever opens
   */
  CircuitBreakers(LongSupplier clock, boolean heldClosed) {
    this.clock = clock;
    this.heldClosed = heldClosed;
  }

  CircuitBreaker of(String device) {
    return byDevice.computeIfAbsent(device, name -> new CircuitBreaker());
  }

  /** The device answered wrongly; says so in the log if that is news. */
  void trip(String device, String reason) {
    CircuitBreaker breaker = of(device);
    if (!heldClosed && breaker.trip(clock.getAsLong())) {
      LOG.warn(
          "Not using the accelerator: device={} reason=\"{}\" for={} s",
          device,
          reason,
          TimeUnit.NANOSECONDS.toSeconds(breaker.lengthNanos()));
    }
  }
}
