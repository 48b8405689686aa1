package org.uacce.codec.queue;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.log.Log;

/**
 * The few queues of a direction that the JVM keeps, most often one: opened by the tasks that ask,
 * kept, closed when they have failed, and opened again by whichever task asks next, each at most
 * once a second. Nobody waits for that: who does not get a queue uses software. Any thread.
 *
 * <p>Busy, absent and resetting devices are ordinary: the next device is tried, then software
 * serves. A device whose queue gave impossible answers is one that its {@link CircuitBreaker} hears
 * of.
 */
final class SharedQueues {
  private static final long WAIT_FOR_CHANGE_NANOS = 10_000;

  private static final Log LOG = Log.of(SharedQueues.class);

  private final Direction direction;
  private final QueueOptions options;
  private final QueueSource source;
  private final CircuitBreakers breakers;
  private final LongSupplier clock;
  private final AtomicBoolean changing = new AtomicBoolean();
  private final AtomicLong opened = new AtomicLong();

  /** By seat; null: none is open. Written by whoever has set 'changing', as the next. */
  private final AtomicReferenceArray<SharedQueue> current;

  /** By seat: when the next look is due. */
  private final AtomicLongArray nextLook;

  /** Written as {@link #current} is. */
  private volatile boolean tried;

  /** What the last look came to, so that only a change of it is logged; of the changing one. */
  private String lastProblem = "";

  /**
   * @param clock {@link System#nanoTime()}
   */
  SharedQueues(
      Direction direction,
      QueueOptions options,
      QueueSource source,
      CircuitBreakers breakers,
      LongSupplier clock) {
    this.direction = direction;
    this.options = options;
    this.source = source;
    this.breakers = breakers;
    this.clock = clock;
    this.current = new AtomicReferenceArray<>(options.queues());
    this.nextLook = new AtomicLongArray(options.queues());
    long now = clock.getAsLong();
    for (int seat = 0; seat < options.queues(); seat++) {
      nextLook.set(seat, now);
    }
  }

  /** The queue to use now, the least loaded of several; null: software. Opens one if due. */
  SharedQueue queueOrNull() {
    if (someSeatIsDue() && changing.compareAndSet(false, true)) {
      try {
        change();
      } finally {
        changing.set(false);
      }
    }
    return leastLoadedOrNull();
  }

  private SharedQueue leastLoadedOrNull() {
    SharedQueue best = null;
    int least = Integer.MAX_VALUE;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (isReady(queue) && queue.isTrusted(clock)) {
        int load = queue.load();
        if (load < least) {
          best = queue;
          least = load;
        }
      }
    }
    return best;
  }

  private boolean someSeatIsDue() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue == null ? clock.getAsLong() - nextLook.get(seat) >= 0 : !isReady(queue)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReady(SharedQueue queue) {
    return queue != null && queue.queue().state() == QueueState.READY;
  }

  /** Of the open queues; gives back those that have failed, and opens none. */
  void enter() {
    enter(false);
  }

  /** As {@link #enter}, on behalf of a thread that waits. */
  void enterWaiting() {
    enter(true);
  }

  private void enter(boolean waiting) {
    boolean failed = false;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue != null) {
        if (waiting) {
          queue.enterWaiting();
        } else {
          queue.enter();
        }
        failed |= !isReady(queue);
      }
    }
    if (failed && changing.compareAndSet(false, true)) {
      try {
        buryFailed();
      } finally {
        changing.set(false);
      }
    }
  }

  /** Whether there ever was a device that may be used: then to have no queue is worth counting. */
  boolean tried() {
    return tried;
  }

  /** How many queues were opened, one after the other. */
  long opened() {
    return opened.get();
  }

  /**
   * Closes all queues, in this order; while it is at it nobody opens one. Jobs that are under way
   * become LOST. Who asks later gets another queue.
   *
   * @return how many there were
   */
  static int closeInOrder(List<SharedQueues> all) {
    all.forEach(SharedQueues::pause);
    try {
      return all.stream().mapToInt(SharedQueues::closeQueues).sum();
    } finally {
      all.forEach(queues -> queues.changing.set(false));
    }
  }

  /** Waits for a thread that is just opening or giving back a queue. */
  void awaitChange() {
    pause();
    changing.set(false);
  }

  private void pause() {
    while (!changing.compareAndSet(false, true)) {
      LockSupport.parkNanos(WAIT_FOR_CHANGE_NANOS); // it opens or stops a queue: system calls
    }
  }

  private int closeQueues() {
    int closed = 0;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.getAndSet(seat, null);
      if (queue != null) {
        queue.queue().close();
        closed++;
      }
    }
    return closed;
  }

  /** At most one queue is opened, since a task waits for it. */
  private void change() {
    buryFailed();
    for (int seat = 0; seat < current.length(); seat++) {
      long now = clock.getAsLong();
      if (current.get(seat) == null && now - nextLook.get(seat) >= 0) {
        nextLook.set(seat, now + options.lookNanos());
        open(seat);
        return;
      }
    }
  }

  private void buryFailed() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue != null && !isReady(queue)) {
        current.set(seat, null);
        bury(queue);
      }
    }
  }

  /** Gives a failed queue back to the kernel, which makes the memory of its jobs safe again. */
  private void bury(SharedQueue failed) {
    DeviceQueue queue = failed.queue();
    QueueFailure failure = queue.failure();
    queue.close();
    LOG.warn(
        "Lost a hardware queue: device={} direction={} failure={} jobs={} memory={}; software"
            + " redoes its jobs",
        queue.device(),
        direction,
        failure,
        queue.counts().lost(),
        queue.memoryReleased() ? "released" : "leaked, stop failed: errno=" + queue.closeError());
    if (failure != null && failure.isWrong()) {
      breakers.trip(queue.device(), "impossible answer: " + failure);
    }
  }

  private void open(int seat) {
    QueueSource.Attempt attempt = source.open(direction, this::openOn);
    tried |= attempt.tried();
    if (attempt.queue() == null) {
      if (attempt.resting() != null) {
        long end = attempt.resting().endNanos();
        nextLook.accumulateAndGet(seat, end, (next, other) -> other - next < 0 ? other : next);
      }
      tell(attempt.problem());
      return;
    }
    current.set(seat, attempt.queue());
    opened.incrementAndGet();
    CodecMetric.DEVICE_OPENS.add(1);
    lastProblem = "";
    AcceleratorDevice device = attempt.device();
    LOG.info(
        "Opened a hardware queue: device={} api={} node={} direction={} depth={}",
        device.name(),
        device.api(),
        device.node(),
        direction,
        attempt.queue().queue().depth());
  }

  private int openOn(String device) {
    int open = 0;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      open += isReady(queue) && queue.queue().device().equals(device) ? 1 : 0;
    }
    return open;
  }

  private void tell(String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.info(
          "Cannot open a hardware queue: direction={} wanted={} reason=\"{}\"; software does what"
              + " open queues do not",
          direction,
          options.queues(),
          problem);
    }
  }
}
