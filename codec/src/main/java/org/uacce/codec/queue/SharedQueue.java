package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A {@link DeviceQueue} that every thread of the JVM uses and none serves: whoever enters the codec
 * takes what is complete for everybody and, where the {@link RingingRule} says so, submits for
 * everybody behind one doorbell. Nobody waits for the queue's holder.
 *
 * <p>No job stays pending once a thread has entered while fewer than {@code lowWater} are in
 * flight. While no thread is in the codec up to {@code batch} - 1 jobs may stay pending, and nobody
 * is waiting for them. Any thread.
 */
public final class SharedQueue {
  /** A deadline is looked at about this often; it is a thousand times as long or more. */
  private static final long EXPIRY_STEP_NANOS = 1_000_000;

  private final DeviceQueue queue;
  private final RingingRule rule;
  private final long timeoutNanos;
  private final CircuitBreaker breaker;
  private final AtomicLong nextExpiry;

  /**
   * @param queue closed by the caller
   * @param timeoutNanos from a job's doorbell to the moment when its queue counts as failed
   * @param breaker of the queue's device
   */
  SharedQueue(DeviceQueue queue, RingingRule rule, long timeoutNanos, CircuitBreaker breaker) {
    this.breaker = breaker;
    this.queue = queue;
    this.rule = rule;
    this.timeoutNanos = timeoutNanos;
    this.nextExpiry = new AtomicLong(System.nanoTime());
  }

  /** Whether its device has not answered wrongly just before. */
  boolean isTrusted(LongSupplier clock) {
    return breaker.isUntouched() || breaker.isClosed(clock.getAsLong());
  }

  /** Jobs that were pushed and are not done. */
  int load() {
    return queue.pending() + queue.inFlight();
  }

  /** What is shared; nobody but its keeper closes it. */
  public DeviceQueue queue() {
    return queue;
  }

  /** A free place, looked for once more after taking what is complete; null if there is none. */
  public Slot claim() {
    Slot slot = queue.claim();
    if (slot == null) {
      enter();
      queue.settle(); // for a holder that has taken completions and not yet told their owners
      slot = queue.claim();
    }
    return slot;
  }

  /**
   * As {@link #claim}, waiting while there is none.
   *
   * @param nanos about how long at most
   */
  public Slot claimWithin(long nanos) {
    Slot slot = claim();
    if (slot != null) {
      return slot;
    }
    WaitStrategy wait = new WaitStrategy();
    long start = System.nanoTime();
    while (slot == null && queue.state() == QueueState.READY && System.nanoTime() - start < nanos) {
      wait.pause();
      slot = claim();
    }
    wait.end();
    return slot;
  }

  /** Hands a filled slot over. */
  public void push(Slot slot) {
    slot.push();
    enter();
  }

  /** What every entry into the codec does first. Never waits, allocates nothing. */
  public void enter() {
    serve(false);
  }

  /** As {@link #enter}, on behalf of a thread that waits: what is pending is worth a doorbell. */
  void enterWaiting() {
    serve(true);
  }

  /**
   * Waits until the slot, which has no {@link SlotOwner} and stays the caller's, is DONE or LOST.
   * It is one of these at the latest a {@code timeout} after its doorbell, whatever the device
   * does.
   */
  public void await(Slot slot) {
    if (isUnderWay(slot)) {
      serve(true);
    }
    if (!isUnderWay(slot)) {
      return;
    }
    WaitStrategy wait = new WaitStrategy();
    while (isUnderWay(slot)) {
      serve(true);
      if (isUnderWay(slot)) {
        wait.pause();
      }
    }
    wait.end();
  }

  private static boolean isUnderWay(Slot slot) {
    SlotState state = slot.state();
    return state == SlotState.PENDING || state == SlotState.SUBMITTED;
  }

  /**
   * The re-check behind a turn is what makes it safe not to wait for the holder. A push counts its
   * job and then finds the queue held; the holder lets go and then reads the count. Both are
   * volatile accesses, so one of the two sees the other: the pusher gets the queue, or the holder
   * the job.
   */
  private void serve(boolean awaited) {
    do {
      boolean rings = rule.rings(queue.pending(), queue.inFlight(), awaited);
      if (!rings && queue.inFlight() == 0) {
        return;
      }
      int done = rings ? queue.turn() : queue.reap();
      if (done == DeviceQueue.HELD) {
        return;
      }
      expire();
      queue.settle();
      // A job that was seen and found no place is no reason to turn again at once.
    } while (queue.unseen() > 0 && rule.rings(queue.pending(), queue.inFlight(), awaited));
  }

  private void expire() {
    long now = System.nanoTime();
    long next = nextExpiry.get();
    if (now - next >= 0 && nextExpiry.compareAndSet(next, now + EXPIRY_STEP_NANOS)) {
      queue.expire(now, timeoutNanos);
    }
  }
}
