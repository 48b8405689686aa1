package org.uacce.codec.queue;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeviceChoice;

/**
 * The few queues of a direction that the JVM keeps, most often one: opened by the tasks that ask,
 * kept, closed when they have failed, and opened again by whichever task asks next, each at most
 * once a second. Nobody waits for that: who does not get a queue uses software. Any thread.
 *
 * <p>Busy, absent and resetting devices are ordinary: the next device is tried, then software
 * serves. A device whose queue gave impossible answers is one that its {@link CircuitBreaker} hears
 * of.
 */
final class SharedQueues implements AutoCloseable {
  /** How often sysfs is looked at for a queue and the queue opened, at most. */
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
  private final CircuitBreakers breakers;
  private final AtomicBoolean changing = new AtomicBoolean();
  private final AtomicLong opened = new AtomicLong();

  /** By seat; null: none is open. Written by whoever has set 'changing', as the next. */
  private final AtomicReferenceArray<SharedQueue> current;

  /** By seat: when the next look is due. */
  private final AtomicLongArray nextLook;

  // Of whoever has set 'changing'.
  private boolean closed;

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
      LongSupplier clock,
      CircuitBreakers breakers) {
    this.direction = direction;
    this.options = options;
    this.devices = devices;
    this.opener = opener;
    this.clock = clock;
    this.breakers = breakers;
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

  /** Of the open queues. */
  void enter() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue != null) {
        queue.enter();
      }
    }
  }

  /** As {@link #enter}, on behalf of a thread that waits. */
  void enterWaiting() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue != null) {
        queue.enterWaiting();
      }
    }
  }

  /** Whether jobs wait or are under way; as exact as {@link SharedQueue#load}. */
  boolean hasJobs() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (queue != null && queue.load() > 0) {
        return true;
      }
    }
    return false;
  }

  /** How many queues were opened, one after the other. */
  long opened() {
    return opened.get();
  }

  /** Waits until nobody opens or buries a queue; until {@link #resume} nobody will. */
  void pause() {
    while (!changing.compareAndSet(false, true)) {
      LockSupport.parkNanos(WAIT_FOR_CHANGE_NANOS); // it opens or stops a queue: system calls
    }
  }

  void resume() {
    changing.set(false);
  }

  /** While paused: closes the queues. Jobs that are under way become LOST. */
  void closeQueues() {
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.getAndSet(seat, null);
      if (queue != null) {
        queue.queue().close();
      }
    }
  }

  /** Closes the queues; no other is opened. */
  @Override
  public void close() {
    pause();
    try {
      closed = true;
      closeQueues();
    } finally {
      resume();
    }
  }

  /** At most one queue is opened, since a task waits for it. */
  private void change() {
    boolean looked = closed;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      if (isReady(queue)) {
        continue;
      }
      if (queue != null) {
        current.set(seat, null);
        bury(queue);
      }
      long now = clock.getAsLong();
      if (!looked && now - nextLook.get(seat) >= 0) {
        looked = true;
        nextLook.set(seat, now + LOOK_NANOS);
        current.set(seat, openOrNull(seat));
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

  private SharedQueue openOrNull(int seat) {
    long leaked = CodecMetric.DEVICE_LEAKED_BYTES.value();
    if (leaked >= options.leakLimitBytes()) {
      return inSoftware(
          "queues that could not be stopped keep too much memory: leakedBytes="
              + leaked
              + " limit="
              + options.leakLimitBytes()
              + "; see the kernel log, and start this JVM anew");
    }
    String problem = "no device that may be used: devices=" + options.devices();
    for (AcceleratorDevice device : candidates()) {
      CircuitBreaker breaker = breakers.of(device.name());
      if (!breaker.isClosed(clock.getAsLong())) {
        problem = "left alone after wrong answers: device=" + device.name();
        long end = breaker.endNanos();
        nextLook.accumulateAndGet(seat, end, (next, other) -> other - next < 0 ? other : next);
        continue;
      }
      try {
        return opened(device, opener.open(device, direction, options.depth()));
      } catch (DeviceOpenException e) {
        problem = e.getMessage();
      }
    }
    return inSoftware(problem);
  }

  /** Those that may be used, in the order in which to try them. */
  private List<AcceleratorDevice> candidates() {
    List<AcceleratorDevice> usable =
        devices.get().stream()
            .filter(device -> device.usable() && options.devices().allows(device.name()))
            .toList();
    if (options.devices().kind() == DeviceChoice.Kind.NEAREST) {
      return usable;
    }
    return usable.stream().sorted(Comparator.comparingInt(d -> openOn(d.name()))).toList();
  }

  private int openOn(String device) {
    int open = 0;
    for (int seat = 0; seat < current.length(); seat++) {
      SharedQueue queue = current.get(seat);
      open += isReady(queue) && queue.queue().device().equals(device) ? 1 : 0;
    }
    return open;
  }

  private SharedQueue opened(AcceleratorDevice device, DeviceQueue queue) {
    opened.incrementAndGet();
    CodecMetric.DEVICE_OPENS.add(1);
    lastProblem = "";
    LOG.info(
        "Opened a hardware queue: device={} api={} node={} direction={} depth={}",
        device.name(),
        device.api(),
        device.node(),
        direction,
        queue.depth());
    return new SharedQueue(
        queue, options.rule(), options.timeoutNanos(), breakers.of(device.name()));
  }

  private SharedQueue inSoftware(String problem) {
    if (!problem.equals(lastProblem)) {
      lastProblem = problem;
      LOG.info(
          "Cannot open a hardware queue, software helps out: direction={} queues={} reason=\"{}\"",
          direction,
          options.queues(),
          problem);
    }
    return null;
  }
}
