package org.uacce.codec.queue;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Errno;

/**
 * What an open {@link DeviceQueue} holds of the kernel and outside the heap: the hardware queue and
 * the memory that is shared with the driver. Knows no queue object, so it can be closed when that
 * was dropped.
 */
final class QueueHandle implements Runnable {
  /** Not yet closed; the driver's results are 0 or negative. */
  private static final int OPEN = 1;

  private final QueueCalls calls;
  private final TurnMemory memory;

  /** By tag: what to run once the device has let go of an abandoned job's memory. */
  private final AtomicReferenceArray<Runnable> givenUp;

  /** By tag: bytes of that memory, written before it is given up. */
  private final long[] givenUpBytes;

  private volatile int closeResult = OPEN;

  /** The holder writes it, anybody reads it. */
  private volatile int inFlight;

  private QueueHandle(QueueCalls calls, TurnMemory memory, int depth) {
    this.calls = calls;
    this.memory = memory;
    this.givenUp = new AtomicReferenceArray<>(depth);
    this.givenUpBytes = new long[depth];
    CodecMetric.DEVICE_QUEUES.add(1);
  }

  /** Takes the queue over; null, and it is not taken, without memory. */
  static QueueHandle orNull(QueueCalls calls, Binding binding, int depth) {
    TurnMemory memory = TurnMemory.orNull(binding, depth);
    return memory == null ? null : new QueueHandle(calls, memory, depth);
  }

  /** The holder's. */
  TurnMemory memory() {
    return memory;
  }

  /** Calls the driver with what the memory says. */
  int turn() {
    return calls.turn(memory.address());
  }

  int inFlight() {
    return inFlight;
  }

  /** The holder's. Here, so that the gauge is right again when a queue was dropped. */
  void inFlight(int jobs) {
    CodecMetric.DEVICE_IN_FLIGHT.add(jobs - inFlight);
    inFlight = jobs;
  }

  /**
   * Leaves a job's memory to whoever finds that the device has let go of it.
   *
   * @param bytes that are lost for good if the queue cannot be stopped
   */
  void giveUp(int tag, Runnable giveBack, long bytes) {
    givenUpBytes[tag] = bytes;
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
    memory.unmap();
    inFlight(0);
    CodecMetric.DEVICE_QUEUES.add(-1);
    for (int tag = 0; tag < givenUp.length(); tag++) {
      endGivenUp(tag);
    }
  }

  /** After the close: gives a job's memory back, or counts it as lost for good. Once for each. */
  void endGivenUp(int tag) {
    Runnable giveBack = takeGivenUp(tag);
    if (giveBack == null) {
      return;
    }
    if (released()) {
      giveBack.run();
    } else {
      CodecMetric.DEVICE_LEAKED_BYTES.add(givenUpBytes[tag]);
    }
  }
}
