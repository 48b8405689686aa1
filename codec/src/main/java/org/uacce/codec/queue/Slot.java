package org.uacce.codec.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.QueueLayout;

/**
 * One of the places of a {@link DeviceQueue}, and the job in it. From {@link DeviceQueue#claim} to
 * {@link #free} or {@link #abandon} it has one owner, who calls its methods on one thread at a
 * time; only {@link #state} is for everybody.
 *
 * <p>The buffers are the owner's and stay so, but from {@link #push} on the device may read and
 * write them until {@link #memoryReleased}. They must be outside the heap and stay mapped.
 */
public final class Slot {
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Slot.class, "state", SlotState.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final DeviceQueue queue;
  private final int tag;

  private volatile SlotState state = SlotState.FREE;

  // The job: written by the owner before it pushes, read by the holder after. Plain fields and not
  // the memory shared with the driver, which a queue that is being closed takes away.
  private boolean filled;
  long in;
  long out;
  long context;
  int inBytes;
  int outCapacity;
  DeflateFormat format;
  Ending ending;
  private SlotOwner owner;

  // Written by the holder before the state that tells of it.
  boolean inFlight;
  long submittedAt;
  private JobStatus status;
  private int deviceStatus;
  private boolean lastBlock;
  private int consumed;
  private int produced;
  private int checksum;

  Slot(DeviceQueue queue, int tag) {
    this.queue = queue;
    this.tag = tag;
  }

  public SlotState state() {
    return state;
  }

  /**
   * Writes the job. All addresses are behind a header, which the owner writes or skips.
   *
   * @param inBytes 1 to {@link QueueLayout#JOB_MAX_BYTES}
   * @param outCapacity likewise; for a piece at least {@link #pieceCapacity}
   * @param ending {@link Ending#FINAL} to decompress
   * @param context 0 with {@code FINAL}; for a piece the address of {@link
   *     QueueLayout#CONTEXT_BYTES} zeros, aligned to {@link QueueLayout#CONTEXT_ALIGNMENT}
   */
  public void fill(
      long in,
      int inBytes,
      long out,
      int outCapacity,
      DeflateFormat format,
      Ending ending,
      long context) {
    expect(SlotState.FILLING, "fill");
    boolean piece = ending == Ending.PIECE;
    if (in == 0
        || out == 0
        || inBytes < 1
        || inBytes > QueueLayout.JOB_MAX_BYTES
        || outCapacity < 1
        || outCapacity > QueueLayout.JOB_MAX_BYTES
        || piece == (context == 0)
        || (piece && outCapacity < pieceCapacity(inBytes))
        || context % QueueLayout.CONTEXT_ALIGNMENT != 0
        || (piece && queue.direction() == Direction.DECOMPRESS)) {
      throw new IllegalArgumentException(
          "Cannot fill a slot: inBytes="
              + inBytes
              + " outCapacity="
              + outCapacity
              + " limit="
              + QueueLayout.JOB_MAX_BYTES
              + " ending="
              + ending
              + " direction="
              + queue.direction()
              + " addresses in="
              + (in != 0)
              + " out="
              + (out != 0)
              + " context="
              + (context != 0)
              + " contextAlignment="
              + QueueLayout.CONTEXT_ALIGNMENT);
    }
    this.in = in;
    this.inBytes = inBytes;
    this.out = out;
    this.outCapacity = outCapacity;
    this.format = format;
    this.ending = ending;
    this.context = context;
    filled = true;
  }

  /**
   * Names who is told when the job is done, so that the place need not stay taken by output that
   * nobody collects yet. Without one the owner looks at {@link #state} itself.
   *
   * @param owner called by whichever thread took the completion; not when the slot is LOST
   */
  public void owner(SlotOwner owner) {
    expect(SlotState.FILLING, "name the owner of");
    this.owner = owner;
  }

  /** The least room for the output of a piece: with less it may end before its input does. */
  public static int pieceCapacity(int inBytes) {
    return (int) ((inBytes * 9L + 7) / 8);
  }

  /**
   * Hands the job over. The next holder of the queue submits it; if the queue does not take jobs
   * any more, the slot is LOST before this returns, and its memory the owner's.
   */
  public void push() {
    expect(SlotState.FILLING, "push");
    if (!filled) {
      throw new IllegalStateException("Cannot push a slot: slot=" + tag + " has no job; fill it");
    }
    move(SlotState.FILLING, SlotState.PENDING);
    queue.pushed(tag);
  }

  /** The owner has read the results: the place is somebody else's from now on. */
  public void free() {
    expect(SlotState.DONE, "free");
    release(SlotState.DONE);
  }

  /** As {@link #abandon(Runnable, long)} of memory that holds the job's input and output only. */
  public void abandon(Runnable giveBack) {
    abandon(giveBack, (long) inBytes + outCapacity);
  }

  /**
   * The owner goes away in whatever state the slot is, and never touches it or the job's memory
   * again.
   *
   * @param giveBack runs once, when the device can no longer touch the job's memory: here, in
   *     {@link DeviceQueue#settle} or in {@link DeviceQueue#close}. Never, if the queue could not
   *     be stopped. It must neither refer to the queue nor throw
   * @param heldBytes what {@code giveBack} gives back; counted as leaked if it never runs
   */
  public void abandon(Runnable giveBack, long heldBytes) {
    while (true) {
      SlotState now = state;
      switch (now) {
        case FILLING, DONE -> {
          release(now);
          giveBack.run();
          return;
        }
        case PENDING, SUBMITTED -> {
          queue.handle().giveUp(tag, giveBack, heldBytes);
          if (move(now, SlotState.ABANDONED)) {
            return;
          }
          if (queue.handle().takeGivenUp(tag) == null) {
            return; // the queue was closed meanwhile and has ended it
          }
        }
        case LOST -> {
          abandonLost(giveBack, heldBytes);
          return;
        }
        case FREE, ABANDONED ->
            throw new IllegalStateException(
                "Cannot abandon a slot: slot=" + tag + " state=" + now + "; it has no owner");
      }
    }
  }

  private void abandonLost(Runnable giveBack, long heldBytes) {
    if (!inFlight) {
      giveBack.run();
      return;
    }
    queue.handle().giveUp(tag, giveBack, heldBytes);
    // Either the one who closes finds it, or the close was before and is visible here.
    if (queue.handle().closed()) {
      queue.handle().endGivenUp(tag);
    }
  }

  /**
   * Whether the device can no longer touch the job's memory. False for a LOST slot that was
   * submitted, until its queue was closed and stopped.
   */
  public boolean memoryReleased() {
    return switch (state) {
      case FREE, FILLING, DONE -> true;
      case PENDING, SUBMITTED, ABANDONED -> false;
      case LOST -> !inFlight || queue.memoryReleased();
    };
  }

  /** What became of the job; like the other results, only while the slot is DONE. */
  public JobStatus status() {
    expect(SlotState.DONE, "read the results of");
    return status;
  }

  /** The device's own status byte. */
  public int deviceStatus() {
    expect(SlotState.DONE, "read the results of");
    return deviceStatus;
  }

  /** Whether the device says that it saw a last block. */
  public boolean lastBlock() {
    expect(SlotState.DONE, "read the results of");
    return lastBlock;
  }

  /** Bytes of the input, a trailer included. */
  public int consumed() {
    expect(SlotState.DONE, "read the results of");
    return consumed;
  }

  /** Bytes of the output, a trailer included. */
  public int produced() {
    expect(SlotState.DONE, "read the results of");
    return produced;
  }

  /** CRC-32 (gzip) or Adler-32 (zlib) of the uncompressed bytes as the device computed it. */
  public int checksum() {
    expect(SlotState.DONE, "read the results of");
    return checksum;
  }

  // --- For the queue. ---

  /** FREE to FILLING; the tag was just taken out of the free set, so nobody else does this. */
  void claimed() {
    filled = false;
    inFlight = false;
    move(SlotState.FREE, SlotState.FILLING);
  }

  /** The device has it. An owner that left meanwhile makes no difference here. */
  void submitted(long now) {
    inFlight = true;
    submittedAt = now;
    move(SlotState.PENDING, SlotState.SUBMITTED);
  }

  /** Returns whether there is an owner to collect the results; else the slot can be settled. */
  boolean completed(
      JobStatus status,
      int deviceStatus,
      boolean lastBlock,
      int consumed,
      int produced,
      int checksum) {
    inFlight = false;
    this.status = status;
    this.deviceStatus = deviceStatus;
    this.lastBlock = lastBlock;
    this.consumed = consumed;
    this.produced = produced;
    this.checksum = checksum;
    return move(SlotState.SUBMITTED, SlotState.DONE);
  }

  /** Its queue does not answer for it any more. */
  void lost() {
    while (!move(SlotState.SUBMITTED, SlotState.LOST)
        && !move(SlotState.ABANDONED, SlotState.LOST)) {
      Thread.onSpinWait(); // the owner abandons it between the two
    }
  }

  /** It never was submitted and never will be. False if it was abandoned: it can be settled. */
  boolean rejected() {
    return move(SlotState.PENDING, SlotState.LOST);
  }

  /** Whether somebody wants to be told that the job is done. */
  boolean hasOwner() {
    return owner != null;
  }

  /**
   * The job is done, or was: an owner that looked for itself may have freed the slot before the
   * message comes, and even another one have claimed it. That one is then told nothing new.
   */
  void tellOwner() {
    SlotOwner told = owner;
    if (told != null && state == SlotState.DONE) {
      told.done(this);
    }
  }

  /** Nobody has it any more. */
  void settle() {
    Runnable giveBack = queue.handle().takeGivenUp(tag);
    release(SlotState.ABANDONED);
    if (giveBack != null) {
      giveBack.run();
    }
  }

  private void release(SlotState from) {
    owner = null; // it may be collected while the place is nobody's
    if (!move(from, SlotState.FREE)) {
      throw new IllegalStateException(
          "Cannot free a slot: slot=" + tag + " state=" + state + " needed=" + from);
    }
    queue.freed(tag);
  }

  private boolean move(SlotState from, SlotState to) {
    if (!from.mayBecome(to)) {
      throw new IllegalStateException(
          "Cannot move a slot: slot=" + tag + " from=" + from + " to=" + to);
    }
    return STATE.compareAndSet(this, from, to);
  }

  private void expect(SlotState needed, String operation) {
    SlotState now = state;
    if (now != needed) {
      throw new IllegalStateException(
          "Cannot " + operation + " a slot: slot=" + tag + " state=" + now + " needed=" + needed);
    }
  }
}
