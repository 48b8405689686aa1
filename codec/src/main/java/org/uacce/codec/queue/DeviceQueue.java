package org.uacce.codec.queue;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Errno;

/**
 * One hardware queue and its places. Any thread claims, fills, pushes, frees and abandons slots
 * without waiting for another. Everything that talks to the device is in {@link #turn}, {@link
 * #expire} and {@link #close}, which one thread at a time does for all: the holder. Nobody waits to
 * become it, except the one who closes.
 *
 * <p>A queue that was dropped without {@link #close} is closed when it has been collected.
 */
public final class DeviceQueue implements AutoCloseable {
  /** The most places: entries of the device's usual rings, less the one that stays unused. */
  public static final int MAX_DEPTH = 1023;

  /** What {@link #turn} answers when another thread is at it. */
  public static final int HELD = -1;

  private static final long LOOK_AGAIN_NANOS = 1_000;

  private final String device;
  private final Direction direction;
  private final QueueHandle handle;
  private final Cleaner.Cleanable cleanable;
  private final Slot[] slots;
  private final SlotBits free;

  /** Abandoned slots that the device has let go of. */
  private final SlotBits settled;

  /** Slots that became DONE and whose owners are to be told. */
  private final SlotBits finished;

  private final PendingList pending;
  private final AtomicBoolean held = new AtomicBoolean();
  private volatile QueueState state = QueueState.READY;
  private volatile QueueFailure failure;

  // The holder's: pending slots in the order of their pushing that wait for a place in the ring.
  private final int[] waiting;
  private int waitingCount;

  /** As the last holder left it, for everybody. */
  private volatile int waitingForPlace;

  private final LongAdder jobsSubmitted = new LongAdder();
  private final LongAdder jobsCompleted = new LongAdder();
  private final LongAdder jobsLost = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private volatile long sqDoorbells;
  private volatile long cqDoorbells;

  /**
   * What a queue has done so far. Read while it works, the numbers need not fit one another.
   *
   * @param submitted jobs that the device was given
   * @param completed jobs that came back, in whatever condition
   * @param lost jobs that did not, because the queue failed or was closed first
   * @param batches turns that submitted something
   * @param sqDoorbells stores to the doorbell for submissions
   * @param cqDoorbells stores to the doorbell for acknowledgements
   */
  public record Counts(
      long submitted,
      long completed,
      long lost,
      long batches,
      long sqDoorbells,
      long cqDoorbells) {}

  DeviceQueue(String device, Direction direction, QueueHandle handle, int depth) {
    this.device = device;
    this.direction = direction;
    this.handle = handle;
    this.slots = new Slot[depth];
    this.free = new SlotBits(depth);
    this.settled = new SlotBits(depth);
    this.finished = new SlotBits(depth);
    this.pending = new PendingList(depth);
    this.waiting = new int[depth];
    for (int tag = 0; tag < depth; tag++) {
      slots[tag] = new Slot(this, tag);
      free.add(tag);
    }
    this.cleanable = DroppedMemory.register(this, handle);
  }

  /**
   * Opens a queue.
   *
   * @param device a usable one
   * @param depth places wanted, 1 to {@link #MAX_DEPTH}; fewer if the device's rings are shorter
   */
  public static DeviceQueue open(
      Binding binding, AcceleratorDevice device, Direction direction, int depth)
      throws DeviceOpenException {
    if (depth < 1 || depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "Cannot open a queue: depth=" + depth + " range=1.." + MAX_DEPTH);
    }
    QueueOpening opening = QueueOpening.of(binding, device, direction);
    QueueCalls calls = new QueueCalls.Native(binding, opening.queue());
    int places = Math.min(depth, opening.places());
    QueueHandle handle = QueueHandle.orNull(calls, binding, places);
    if (handle == null) {
      calls.close();
      throw new DeviceOpenException(device, direction, OpenStep.MEMORY, Errno.ENOMEM, "");
    }
    return new DeviceQueue(device.name(), direction, handle, places);
  }

  public String device() {
    return device;
  }

  public Direction direction() {
    return direction;
  }

  /** Places, taken or not. */
  public int depth() {
    return slots.length;
  }

  public QueueState state() {
    return state;
  }

  /** Why the queue failed; null if it did not. */
  public QueueFailure failure() {
    return failure;
  }

  public Counts counts() {
    return new Counts(
        jobsSubmitted.sum(),
        jobsCompleted.sum(),
        jobsLost.sum(),
        batches.sum(),
        sqDoorbells,
        cqDoorbells);
  }

  /** Takes a free place; null when there is none, or when the queue is not READY. Any thread. */
  public Slot claim() {
    if (state != QueueState.READY) {
      return null;
    }
    int tag = free.take();
    if (tag < 0) {
      return null;
    }
    slots[tag].claimed();
    return slots[tag];
  }

  /**
   * Submits what is pending, as far as the ring has room, behind one doorbell, and takes what is
   * complete, whosesoever it is. Never waits and allocates nothing. Does nothing when the queue is
   * not READY.
   *
   * <p>What becomes pending while another thread is at it may stay so until the next turn. Whoever
   * took a turn calls {@link #settle} after it.
   *
   * @return jobs that came back, or {@link #HELD}
   */
  public int turn() {
    if (!held.compareAndSet(false, true)) {
      return HELD;
    }
    try {
      return state == QueueState.READY ? exchange(true) : 0;
    } finally {
      leave();
    }
  }

  /**
   * Takes what is complete, as {@link #turn}, and submits nothing.
   *
   * @return jobs that came back, or {@link #HELD}
   */
  public int reap() {
    if (!held.compareAndSet(false, true)) {
      return HELD;
    }
    try {
      return state == QueueState.READY ? exchange(false) : 0;
    } finally {
      leave();
    }
  }

  /** Jobs that were pushed and are not the device's yet; exact while nobody pushes or turns. */
  public int pending() {
    return waitingForPlace + pending.count();
  }

  /** Jobs that were pushed after the last holder looked; as exact as {@link #pending}. */
  public int unseen() {
    return pending.count();
  }

  /** Jobs that are the device's, as the last holder left it. */
  public int inFlight() {
    return handle.inFlight();
  }

  /**
   * Fails the queue if a job has been with the device for longer than {@code timeoutNanos}, also
   * after one more look for its completion. Does nothing while another thread is at the queue.
   *
   * @param nowNanos of {@link System#nanoTime()}
   */
  public void expire(long nowNanos, long timeoutNanos) {
    if (!held.compareAndSet(false, true)) {
      return;
    }
    try {
      if (state == QueueState.READY && overdue(nowNanos, timeoutNanos)) {
        exchange(false);
        if (state == QueueState.READY && overdue(nowNanos, timeoutNanos)) {
          fail(QueueFailure.DEADLINE);
        }
      }
    } finally {
      leave();
    }
  }

  /**
   * Frees abandoned slots that the device has let go of, runs what their owners left behind, and
   * tells those owners of done jobs that want to be told. Any thread that holds no lock.
   */
  public void settle() {
    settleAbandoned();
    tellOwners();
  }

  private void settleAbandoned() {
    int tag;
    while ((tag = settled.take()) >= 0) {
      slots[tag].settle();
    }
  }

  private void tellOwners() {
    int tag;
    while ((tag = finished.take()) >= 0) {
      slots[tag].tellOwner();
    }
  }

  /**
   * Stops the queue and gives it back to the kernel; jobs that are not done are LOST. Waits for a
   * turn that is under way. Later calls do nothing.
   */
  @Override
  public void close() {
    while (!held.compareAndSet(false, true)) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS); // a turn never waits for anybody
    }
    try {
      if (state == QueueState.CLOSED) {
        return;
      }
      boolean ready = state == QueueState.READY;
      state = QueueState.CLOSED;
      if (ready) {
        loseAll();
      }
      // Before a stop that may fail: the memory of these is safe whatever it answers.
      settleAbandoned();
      cleanable.clean();
    } finally {
      leave();
    }
    tellOwners();
  }

  /**
   * Whether the queue was closed and the device can touch no job's memory any more. If it was
   * closed and this is false, the memory of LOST jobs must never be used again.
   */
  public boolean memoryReleased() {
    return handle.released();
  }

  /** The errno of the stop that failed; 0 if it did not fail, or the queue is open. */
  public int closeError() {
    return handle.closeError();
  }

  QueueHandle handle() {
    return handle;
  }

  void freed(int tag) {
    free.add(tag);
  }

  /** A slot has become PENDING. Behind a queue's end nobody else would look for it. */
  void pushed(int tag) {
    pending.push(tag);
    if (state != QueueState.READY) {
      int[] tags = new int[slots.length];
      reject(tags, pending.takeAll(tags, 0));
    }
  }

  private void leave() {
    try {
      held.set(false);
    } finally {
      // Else the queue could be collected, and closed, while its last turn is at the device.
      Reference.reachabilityFence(this);
    }
  }

  private int exchange(boolean submit) {
    int asked = submit ? gather() : 0;
    TurnMemory memory = handle.memory();
    memory.ask(asked);
    int result = handle.turn();
    countDoorbells(memory.sqDoorbells(), memory.cqDoorbells());
    int submitted = memory.submitted();
    int done = memory.doneCount();
    if (submitted < 0 || submitted > asked || done < 0 || done > slots.length) {
      fail(QueueFailure.DRIVER_ERROR);
      return 0;
    }
    markSubmitted(submitted);
    for (int i = 0; i < done; i++) {
      if (!complete(memory.doneTag(i))) {
        fail(QueueFailure.DRIVER_ERROR);
        return i;
      }
    }
    handle.inFlight(handle.inFlight() + submitted - done);
    waitingForPlace = waitingCount;
    if (result != 0) {
      fail(QueueFailure.of(result));
    }
    return done;
  }

  private void countDoorbells(long submission, long completion) {
    CodecMetric.DEVICE_SQ_DOORBELLS.add(submission - sqDoorbells);
    CodecMetric.DEVICE_CQ_DOORBELLS.add(completion - cqDoorbells);
    sqDoorbells = submission;
    cqDoorbells = completion;
  }

  /** Writes the jobs and tags of all pending slots for the driver; the number of them. */
  private int gather() {
    int end = pending.takeAll(waiting, waitingCount);
    waitingCount = 0;
    for (int i = 0; i < end; i++) {
      int tag = waiting[i];
      Slot slot = slots[tag];
      if (slot.state() == SlotState.PENDING) {
        handle.memory().submit(waitingCount, tag, slot);
        waiting[waitingCount++] = tag;
      } else {
        settled.add(tag);
      }
    }
    return waitingCount;
  }

  private void markSubmitted(int submitted) {
    if (submitted == 0) {
      return;
    }
    long now = System.nanoTime();
    for (int i = 0; i < submitted; i++) {
      slots[waiting[i]].submitted(now);
    }
    waitingCount -= submitted;
    System.arraycopy(waiting, submitted, waiting, 0, waitingCount);
    jobsSubmitted.add(submitted);
    batches.increment();
    CodecMetric.DEVICE_JOBS.add(submitted);
    CodecMetric.DEVICE_BATCHES.add(1);
  }

  private boolean complete(int tag) {
    if (tag >= slots.length || !slots[tag].inFlight) {
      return false;
    }
    Slot slot = slots[tag];
    if (!handle.memory().complete(tag, slot)) {
      settled.add(tag);
    } else if (slot.hasOwner()) {
      finished.add(tag);
    }
    jobsCompleted.increment();
    return true;
  }

  private boolean overdue(long nowNanos, long timeoutNanos) {
    for (Slot slot : slots) {
      if (slot.inFlight && nowNanos - slot.submittedAt > timeoutNanos) {
        return true;
      }
    }
    return false;
  }

  private void fail(QueueFailure why) {
    failure = why;
    state = QueueState.FAILED;
    CodecMetric.DEVICE_QUEUE_FAILURES.add(1);
    CodecMetric.DEVICE_TIMEOUTS.add(why == QueueFailure.DEADLINE ? 1 : 0);
    loseAll();
  }

  /** After the state has become another than READY: whoever pushes from now on looks himself. */
  private void loseAll() {
    for (Slot slot : slots) {
      if (slot.inFlight) {
        slot.lost();
        jobsLost.increment();
      }
    }
    handle.inFlight(0);
    int end = pending.takeAll(waiting, waitingCount);
    waitingCount = 0;
    waitingForPlace = 0;
    reject(waiting, end);
  }

  private void reject(int[] tags, int count) {
    for (int i = 0; i < count; i++) {
      if (!slots[tags[i]].rejected()) {
        settled.add(tags[i]);
      }
    }
  }
}
