package org.uacce.codec.queue;

import java.util.concurrent.TimeUnit;
import org.uacce.codec.DeviceChoice;
import org.uacce.codec.JvmOptions;

/**
 * How the JVM uses its device queues; one set for all, read once.
 *
 * @param devices which may be used
 * @param queues in each direction, at least 1
 * @param depth places of a queue, 1 to {@link DeviceQueue#MAX_DEPTH}
 * @param rule when it rings
 * @param timeoutNanos from a job's doorbell until its queue counts as failed
 * @param lookNanos how often at most sysfs is looked at for a queue and the queue opened
 * @param leakLimitBytes so much memory lost to queues that could not be stopped is enough: no other
 *     is opened
 */
record QueueOptions(
    DeviceChoice devices,
    int queues,
    int depth,
    RingingRule rule,
    long timeoutNanos,
    long lookNanos,
    long leakLimitBytes) {
  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Quick beside any test, and slow enough for software to get something done between. */
  private static final long LOOK_WITH_FAULTS_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * @param heldClosed faults are injected, of which no device is to rest
   */
  static QueueOptions of(JvmOptions options, boolean heldClosed) {
    return new QueueOptions(
        options.devices(),
        options.queues(),
        options.depth(),
        new RingingRule(options.batch(), options.lowWater()),
        options.timeoutNanos(),
        heldClosed ? LOOK_WITH_FAULTS_NANOS : LOOK_NANOS,
        // Half of the pool is lent for longer than a call, and what leaks was: the other half of
        // that is left to the streams.
        options.bufferPoolBytes() / 4);
  }
}
