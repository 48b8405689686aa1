package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.binding.QueueLayout.Job;
import org.uacce.codec.binding.QueueLayout.Turn;

/**
 * What an open {@link DeviceQueue} holds of the kernel and outside the heap: the hardware queue and
 * the memory that is shared with the driver, one mapping with the turn record, the job records and
 * the two lists of tags. Knows no queue object, so it can be closed when that was dropped.
 *
 * <p>The memory is touched by the holder of the queue only, and never after {@link #run}.
 */
final class QueueHandle implements Runnable {
  private static final int TAG_BYTES = Short.BYTES;

  /** Not yet closed; the driver's results are 0 or negative. */
  private static final int OPEN = 1;

  private final QueueCalls calls;
  private final Binding binding;
  private final long address;
  private final int bytes;
  private final int doneAt;
  private final ByteBuffer memory;

  /** By tag: what to run once the device has let go of an abandoned job's memory. */
  private final AtomicReferenceArray<Runnable> givenUp;

  private volatile int closeResult = OPEN;

  private QueueHandle(QueueCalls calls, Binding binding, long address, int bytes, int depth) {
    this.calls = calls;
    this.binding = binding;
    this.address = address;
    this.bytes = bytes;
    this.memory = binding.view(address, bytes);
    this.givenUp = new AtomicReferenceArray<>(depth);
    int submitAt = Turn.SIZEOF + depth * Job.SIZEOF;
    this.doneAt = submitAt + depth * TAG_BYTES;
    memory.putLong(Turn.JOBS, address + Turn.SIZEOF);
    memory.putLong(Turn.SUBMIT, address + submitAt);
    memory.putLong(Turn.DONE, address + doneAt);
    memory.putInt(Turn.JOB_COUNT, depth);
  }

  /** Takes the memory and the queue over; null, and the queue is not taken, without memory. */
  static QueueHandle orNull(QueueCalls calls, Binding binding, int depth) {
    int bytes = Turn.SIZEOF + depth * (Job.SIZEOF + 2 * TAG_BYTES);
    long address = binding.mapBuffer(bytes);
    return address == 0 ? null : new QueueHandle(calls, binding, address, bytes, depth);
  }

  /** The turn record is at 0; a job's is at {@link #job}. */
  ByteBuffer memory() {
    return memory;
  }

  int job(int tag) {
    return Turn.SIZEOF + tag * Job.SIZEOF;
  }

  void submitTag(int index, int tag) {
    memory.putShort(Turn.SIZEOF + givenUp.length() * Job.SIZEOF + index * TAG_BYTES, (short) tag);
  }

  int doneTag(int index) {
    return Short.toUnsignedInt(memory.getShort(doneAt + index * TAG_BYTES));
  }

  /** Calls the driver with what the memory says. */
  int turn() {
    return calls.turn(address);
  }

  void giveUp(int tag, Runnable giveBack) {
    givenUp.set(tag, giveBack);
  }

  /** Returns null when there is nothing (any more): each is taken once. */
  Runnable takeGivenUp(int tag) {
    return givenUp.getAndSet(tag, null);
  }

  boolean closed() {
    return closeResult != OPEN;
  }

  /** Whether the device can touch no job's memory any more. */
  boolean released() {
    return closeResult == 0;
  }

  /** The errno of the stop that failed; else 0. */
  int closeError() {
    return closed() ? -closeResult : 0;
  }

  /** Closes the queue; called once, when no turn is under way and none can follow. */
  @Override
  public void run() {
    int result = calls.close();
    closeResult = result > 0 ? -Errno.EINVAL : result;
    binding.unmapBuffer(address, bytes);
    if (released()) {
      for (int tag = 0; tag < givenUp.length(); tag++) {
        Runnable giveBack = takeGivenUp(tag);
        if (giveBack != null) {
          giveBack.run();
        }
      }
    }
  }
}
