package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;
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

  /**
   * Serves the queues until something has come true, which it does at the latest a {@code timeout}
   * after the doorbell of the job that it depends on.
   */
  public void await(BooleanSupplier done) {
    awaitWithin(done, Long.MAX_VALUE);
  }

  /**
   * As {@link #await}, for a limited time.
   *
   * @param done asked again and again; allocates nothing and never waits
   * @return whether it came true
   */
  public boolean awaitWithin(BooleanSupplier done, long nanos) {
    if (done.getAsBoolean()) {
      return true;
    }
    WaitStrategy wait = new WaitStrategy();
    long start = System.nanoTime();
    boolean came = false;
    while (!came && System.nanoTime() - start < nanos) {
      compressing.enterWaiting();
      decompressing.enterWaiting();
      came = done.getAsBoolean();
      if (!came) {
        wait.pause();
      }
    }
    wait.end();
    CodecMetric.DEVICE_WAIT_NANOS.add(System.nanoTime() - start);
    return came;
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
