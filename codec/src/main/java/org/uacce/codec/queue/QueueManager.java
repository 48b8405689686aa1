package org.uacce.codec.queue;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.uacce.codec.Accelerator;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.JvmOptions;
import org.uacce.codec.binding.Binding;

/**
 * The device queues of this JVM, few and deep, in each direction that is used. Opened by the first
 * block that needs one and kept. Any thread.
 *
 * <p>Who has a beginning and an end, as Spark's driver and executors have, {@linkplain #retain
 * retains} the queues meanwhile, and with the last of them they are closed. Others need not: what
 * the process still has open at its end the kernel closes.
 */
public final class QueueManager {
  /**
   * For demonstrations and tests that inject faults. With {@code true} no breaker opens, and a
   * failed queue is opened again at once: a device that rests a second after each would hardly be
   * met at all.
   */
  static final String HELD_CLOSED_PROPERTY = "uacce.breaker.heldClosed";

  private static int users;
  private static QueueManager ofThisJvm;

  private final SharedQueues compressing;
  private final SharedQueues decompressing;
  private final CircuitBreakers breakers;
  private final long timeoutNanos;

  QueueManager(
      JvmOptions jvm, Supplier<List<AcceleratorDevice>> devices, QueueSource.Opener opener) {
    boolean heldClosed = Boolean.getBoolean(HELD_CLOSED_PROPERTY);
    LongSupplier clock = System::nanoTime;
    QueueOptions options = QueueOptions.of(jvm, heldClosed);
    this.timeoutNanos = jvm.timeoutNanos();
    this.breakers = new CircuitBreakers(clock, heldClosed);
    QueueSource source = new QueueSource(options, devices, opener, clock, breakers);
    this.compressing = new SharedQueues(Direction.COMPRESS, options, source, breakers, clock);
    this.decompressing = new SharedQueues(Direction.DECOMPRESS, options, source, breakers, clock);
  }

  /**
   * Makes the manager of this JVM, once; opens nothing.
   *
   * @param options those that the JVM has agreed upon
   */
  public static synchronized QueueManager ofThisJvm(Binding binding, JvmOptions options) {
    if (ofThisJvm == null) {
      ofThisJvm =
          new QueueManager(
              options,
              Accelerator::devices,
              (device, direction, depth) -> DeviceQueue.open(binding, device, direction, depth));
    }
    return ofThisJvm;
  }

  /** Somebody with a beginning and an end uses the codec. Opens nothing and loads nothing. */
  public static synchronized void retain() {
    users++;
  }

  /**
   * One of those has come to its end; the last one closes the queues and sums up in the log. Blocks
   * that come later open others, so nothing depends on the order.
   */
  public static synchronized void release() {
    if (users == 0) {
      throw new IllegalStateException("Cannot release the queues: users=0; retain them first");
    }
    users--;
    if (users == 0 && ofThisJvm != null && ofThisJvm.closeQueues() > 0) {
      QueueSummary.log();
    }
  }

  /** The queue that compresses, or null: software. Also gives a failed queue back. */
  public SharedQueue compressingOrNull() {
    return compressing.queueOrNull();
  }

  /** The queue that decompresses, or null: software. Also gives a failed queue back. */
  public SharedQueue decompressingOrNull() {
    return decompressing.queueOrNull();
  }

  /**
   * Whether there is a queue that compresses, or was one. Opens the first one, or waits for the
   * thread that is just opening it: tasks that begin together all have it.
   */
  public boolean everCompresses() {
    if (hasCompressed() || compressing.queueOrNull() != null) {
      return true;
    }
    compressing.awaitChange();
    return hasCompressed();
  }

  /** Whether there ever was a device to compress on, a queue of which was to be had or not. */
  public boolean hasTried() {
    return compressing.tried();
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
    return came;
  }

  /** From a job's doorbell until its queue counts as failed; as long one waits for a place. */
  public long timeoutNanos() {
    return timeoutNanos;
  }

  /** A block of this queue was wrong although the device called it good. */
  public void distrust(SharedQueue queue) {
    breakers.trip(queue.queue().device(), "wrong data");
  }

  /** Those that compress first: they make work for the others, which prove what they made. */
  int closeQueues() {
    return SharedQueues.closeInOrder(List.of(compressing, decompressing));
  }
}
