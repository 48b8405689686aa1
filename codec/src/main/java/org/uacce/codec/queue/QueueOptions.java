package org.uacce.codec.queue;

/**
 * How the JVM uses its device queues; one set for all, read once.
 *
 * @param depth places of a queue, 1 to {@link DeviceQueue#MAX_DEPTH}
 * @param rule when it rings
 * @param timeoutNanos from a job's doorbell until its queue counts as failed
 */
record QueueOptions(int depth, RingingRule rule, long timeoutNanos) {}
