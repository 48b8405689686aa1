package org.uacce.codec.queue;

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
 * @param leakLimitBytes so much memory lost to queues that could not be stopped is enough: no other
 *     is opened
 */
record QueueOptions(
    DeviceChoice devices,
    int queues,
    int depth,
    RingingRule rule,
    long timeoutNanos,
    long leakLimitBytes) {
  static QueueOptions of(JvmOptions options) {
    return new QueueOptions(
        options.devices(),
        options.queues(),
        options.depth(),
        new RingingRule(options.batch(), options.lowWater()),
        options.timeoutNanos(),
        // Half of the pool is lent for longer than a call, and what leaks was: the other half of
        // that is left to the streams.
        options.bufferPoolBytes() / 4);
  }
}
