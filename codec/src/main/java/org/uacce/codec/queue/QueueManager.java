package org.uacce.codec.queue;

import java.util.concurrent.TimeUnit;
import org.uacce.codec.Accelerator;
import org.uacce.codec.binding.Binding;

/**
 * The device queues of this JVM, one in each direction that is used. Opened by the first block that
 * needs one and kept; what the process still has open at its end the kernel closes. Any thread.
 */
public final class QueueManager implements AutoCloseable {
  /** From a job's doorbell until its queue counts as failed. */
  public static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So many 8 KiB jobs in flight saturate a device (uadk docs/perf.rst). */
  private static final int DEPTH = 64;

  private static final RingingRule RULE = new RingingRule(16, 32);

  private final SharedQueues compressing;

  public QueueManager(Binding binding) {
    this.compressing =
        new SharedQueues(
            Direction.COMPRESS,
            new QueueOptions(DEPTH, RULE, TIMEOUT_NANOS),
            Accelerator::devices,
            (device, direction, depth) -> DeviceQueue.open(binding, device, direction, depth),
            System::nanoTime);
  }

  /** The queue that compresses, or null: software. Also gives a failed queue back. */
  public SharedQueue compressingOrNull() {
    return compressing.queueOrNull();
  }

  /** Whether there ever was such a queue. */
  public boolean hasCompressed() {
    return compressing.opened() > 0;
  }

  /** A block of this queue was wrong although the device called it good. */
  public void distrust(SharedQueue queue) {
    compressing.distrust(queue);
  }

  @Override
  public void close() {
    compressing.close();
  }
}
