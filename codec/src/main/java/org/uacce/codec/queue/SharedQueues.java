package org.uacce.codec.queue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.AcceleratorDevice;

/**
 * The one queue of a direction that the JVM keeps: opened by the first task that asks, kept, closed
 * when it has failed, and opened again by whichever task asks next, at most once a second. Nobody
 * waits for that: who does not get a queue uses software. Any thread.
 *
 * <p>Busy, absent and resetting devices are ordinary: the next device is tried, then software
 * serves. A queue that gave impossible answers is one the {@link CircuitBreaker} hears of.
 */
final class SharedQueues implements AutoCloseable {
  /** How often sysfs is looked at and a queue opened, at most. */
  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long WAIT_FOR_CHANGE_NANOS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(SharedQueues.class);

  /** Opens a queue on a device. */
  interface Opener {
    DeviceQueue open(AcceleratorDevice device, Direction direction, int depth)
        throws DeviceOpenException;
  }

  private final Direction direction;
  private final QueueOptions options;
  private final Supplier<List<AcceleratorDevice>> devices;
  private final Opener opener;
  private final LongSupplier clock;
  private final CircuitBreaker breaker = new CircuitBreaker();
  private final AtomicBoolean changing = new AtomicBoolean();
  private final AtomicLong opened = new AtomicLong();
  private volatile SharedQueue current;
  private volatile boolean closed;

  // Of whoever has set 'changing'.
  private long nextLook;

  /** What the last look came to, so that only a change of it is logged. */
  private String lastProblem = "";

  /**
   * @param devices what is there now, in the order in which to try; the refused among them are
   *     passed over
   * @param clock {@link System#nanoTime()}
   */
  SharedQueues(
      Direction direction,
      QueueOptions options,
      Supplier<List<AcceleratorDevice>> devices,
      Opener opener,
      LongSupplier clock) {
    this.direction = direction;
    this.options = options;
    this.devices = devices;
    this.opener = opener;
    this.clock = clock;
    this.nextLook = clock.getAsLong();
  }

  /** The queue to use now; null: software. Opens one if it is time to. */
  SharedQueue queueOrNull() {
    SharedQueue queue = current;
    if (queue != null && queue.queue().state() == QueueState.READY) {
      return breaker.isClosed(clock.getAsLong()) ? queue : null;
    }
    return change();
  }

  /** The device that {@code queue} is on said that a block was right, and it was not. */
  void distrust(SharedQueue queue) {
    long now = clock.getAsLong();
    if (breaker.isClosed(now)) {
      breaker.trip(now);
      LOG.warn(
          "Not using the accelerator: device={} direction={} reason=\"wrong data\" for={} s",
          queue.queue().device(),
          direction,
          TimeUnit.NANOSECONDS.toSeconds(breaker.lengthNanos()));
    }
  }

  /** As {@link #enter}, on behalf of a thread that waits. */
  void enterWaiting() {
    SharedQueue queue = current;
    if (queue != null) {
      queue.enterWaiting();
    }
  }

  /** Of the open queue, if there is one. */
  void enter() {
    SharedQueue queue = current;
    if (queue != null) {
      queue.enter();
    }
  }

  /** How many queues were opened, one after the other. */
  long opened() {
    return opened.get();
  }

  /** Closes the queue; no other is opened. Jobs that are under way become LOST. */
  @Override
  public void close() {
    closed = true;
    putAway();
  }

  /** Closes the queue; whoever asks later opens another. Jobs that are under way become LOST. */
  void putAway() {
    while (!changing.compareAndSet(false, true)) {
      LockSupport.parkNanos(WAIT_FOR_CHANGE_NANOS); // it opens or stops a queue: system calls
    }
    try {
      closeCurrent();
    } finally {
      changing.set(false);
    }
  }

  private SharedQueue change() {
    if (!changing.compareAndSet(false, true)) {
      return null;
    }
    try {
      if (closed) {
        return null;
      }
      SharedQueue queue = current;
      if (queue != null && queue.queue().state() == QueueState.READY) {
        return queue; // another task was quicker
      }
      if (queue != null) {
        bury(queue);
      }
      long now = clock.getAsLong();
      if (now - nextLook >= 0 && breaker.isClosed(now)) {
        nextLook = now + LOOK_NANOS;
        current = openOrNull();
      }
      return current;
    } finally {
      changing.set(false);
    }
  }

  /** Gives a failed queue back to the kernel, which makes the memory of its jobs safe again. */
  private void bury(SharedQueue failed) {
    DeviceQueue queue = failed.queue();
    QueueFailure failure = queue.failure();
    closeCurrent();
    if (failure != null && failure.isWrong()) {
      breaker.trip(clock.getAsLong());
    }
    LOG.warn(
        "Lost a hardware queue: device={} direction={} failure={} jobs={} memory={}; software"
            + " redoes its jobs",
        queue.device(),
        direction,
        failure,
        queue.counts().lost(),
        queue.memoryReleased() ? "released" : "leaked, stop failed: errno=" + queue.closeError());
  }

  private void closeCurrent() {
    SharedQueue queue = current;
    current = null;
    if (queue != null) {
      queue.queue().close();
    }
  }

  private SharedQueue openOrNull() {
    String problem = "no device that may be used";
    for (AcceleratorDevice device : devices.get()) {
      if (!device.usable()) {
        continue;
      }
      try {
        DeviceQueue queue = opener.open(device, direction, options.depth());
        opened.incrementAndGet();
        lastProblem = "";
        LOG.info(
            "Opened a hardware queue: device={} api={} node={} direction={} depth={}",
            device.name(),
            device.api(),
            device.node(),
            direction,
            queue.depth());
        return new SharedQueue(queue, options.rule(), options.timeoutNanos());
      } catch (DeviceOpenException e) {
        problem = e.getMessage();
      }
    }
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.info("Working in software: direction={} reason=\"{}\"", direction, problem);
    }
    return null;
  }
}
