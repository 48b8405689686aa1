package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicInteger;
import org.uacce.codec.Accelerator;
import org.uacce.codec.JvmOptions;
import org.uacce.codec.binding.Binding;

/**
 * The device queues of this JVM, one in each direction that is used. Opened by the first block that
 * needs one and kept; what the process still has open at its end the kernel closes. Any thread.
 */
public final class QueueManager implements AutoCloseable {
  private final SharedQueues compressing;
  private final SharedQueues decompressing;
  private final long timeoutNanos;
  private final AtomicInteger users = new AtomicInteger();

  public QueueManager(Binding binding, JvmOptions options) {
    this.timeoutNanos = options.timeoutNanos();
    this.compressing = queues(binding, Direction.COMPRESS, options);
    this.decompressing = queues(binding, Direction.DECOMPRESS, options);
  }

  private static SharedQueues queues(Binding binding, Direction direction, JvmOptions options) {
    return new SharedQueues(
        direction,
        new QueueOptions(
            options.depth(),
            new RingingRule(options.batch(), options.lowWater()),
            options.timeoutNanos()),
        Accelerator::devices,
        (device, way, depth) -> DeviceQueue.open(binding, device, way, depth),
        System::nanoTime);
  }

  /** The queue that compresses, or null: software. Also gives a failed queue back. */
  public SharedQueue compressingOrNull() {
    return compressing.queueOrNull();
  }

  /** The queue that decompresses, or null: software. Also gives a failed queue back. */
  public SharedQueue decompressingOrNull() {
    return decompressing.queueOrNull();
  }

  /** Whether there ever was a queue that compresses. */
  public boolean hasCompressed() {
    return compressing.opened() > 0;
  }

  /**
   * What every entry into the codec does first: takes what is complete and submits what is worth a
   * doorbell, for everybody. Nearly free while there is nothing to do; never waits.
   */
  public void enter() {
    compressing.enter();
    decompressing.enter();
  }

  /** From a job's doorbell until its queue counts as failed; as long one waits for a place. */
  public long timeoutNanos() {
    return timeoutNanos;
  }

  /** A block of this queue was wrong although the device called it good. */
  public void distrust(SharedQueue queue) {
    switch (queue.queue().direction()) {
      case COMPRESS -> compressing.distrust(queue);
      case DECOMPRESS -> decompressing.distrust(queue);
    }
  }

  /** Somebody with a beginning and an end uses the queues: Spark's driver, or an executor. */
  public void retain() {
    users.incrementAndGet();
  }

  /**
   * One of them has come to its end; the last one closes the queues. Blocks that come later open
   * others, so nothing depends on the order.
   */
  public void release() {
    int left = users.decrementAndGet();
    if (left < 0) {
      users.incrementAndGet();
      throw new IllegalStateException("Cannot release the queues: users=0; retain them first");
    }
    if (left == 0) {
      compressing.putAway();
      decompressing.putAway();
    }
  }

  /** No queue is opened any more. */
  @Override
  public void close() {
    compressing.close();
    decompressing.close();
  }
}
