package org.uacce.codec;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import org.uacce.codec.queue.DroppedMemory;

/**
 * The block that one output stream gathers. It grows from a few KiB to the block size, each step
 * reserved with {@link StreamBuffers}. One thread. A stream that is dropped without {@code
 * close()}, as Spark does with killed tasks, gives its reservation back when it is collected.
 */
final class StreamBuffer {
  /** The first step: most streams of a wide shuffle never need a second one. */
  private static final int FIRST_BYTES = 4 << 10;

  /**
   * What a stream gets even at the bound, outside of it: with less, a frame would be mostly header.
   */
  private static final int LEAST_BYTES = 512;

  private static final byte[] EMPTY = new byte[0];

  private final Reservation reservation;
  private final Cleaner.Cleanable cleanable;
  private byte[] bytes = EMPTY;
  private int count;
  private Thread appender;

  /**
   * Bytes that the Cleaner gives back; knows nothing of the stream. Not serialized: the number is
   * the object, since every stream of a wide shuffle has one.
   */
  @SuppressWarnings("serial")
  private static final class Reservation extends AtomicInteger implements Runnable {
    private final transient StreamBuffers buffers;

    Reservation(StreamBuffers buffers) {
      this.buffers = buffers;
    }

    @Override
    public void run() {
      int bytes = getAndSet(0);
      if (bytes > 0) {
        buffers.release(bytes);
      }
    }
  }

  StreamBuffer(StreamBuffers buffers) {
    reservation = new Reservation(buffers);
    cleanable = DroppedMemory.register(this, reservation);
  }

  /** The gathered bytes are {@code array()[0..count())}. */
  byte[] array() {
    return bytes;
  }

  int count() {
    return count;
  }

  /**
   * Gathers bytes.
   *
   * @param most the block size
   * @return how many were taken; fewer than given when the block is full and must be cut
   */
  int append(byte[] source, int offset, int length, int most) {
    appender = Thread.currentThread();
    try {
      if (bytes.length - count < length && count < most) {
        grow((int) Math.min((long) count + length, most), most);
      }
      int taken = Math.min(length, Math.min(bytes.length, most) - count);
      System.arraycopy(source, offset, bytes, count, taken);
      count += taken;
      return taken;
    } finally {
      // Not before here may the Cleaner take this for dropped and release what was just reserved.
      Reference.reachabilityFence(this);
    }
  }

  /** Grows by doubling, as far as the bound allows. */
  private void grow(int wanted, int most) {
    int target = Math.max(bytes.length, FIRST_BYTES);
    while (target < wanted) {
      target *= 2;
    }
    // What counts is the array's own length, which is more than a block size that is no power of
    // two.
    target = ArrayPool.lengthFor(Math.min(target, Math.max(most, FIRST_BYTES)));
    int step = target - reservation.get();
    if (step > 0 && reservation.buffers.tryReserve(step)) {
      reservation.addAndGet(step);
      replace(ArrayPool.SHARED.take(target));
    } else if (bytes.length == 0) {
      replace(new byte[LEAST_BYTES]);
    }
  }

  private void replace(byte[] larger) {
    System.arraycopy(bytes, 0, larger, 0, count);
    recycle();
    bytes = larger;
  }

  /** Whether {@link #append} would take nothing, however it tries to grow. */
  boolean full(int most) {
    if (count > 0 && count == bytes.length && count < most) {
      grow(count + 1, most);
    }
    return count == most || (count > 0 && count == bytes.length);
  }

  /** Forgets the gathered bytes and keeps the array for the next block. */
  void clear() {
    count = 0;
  }

  /** Gives array and reservation back; the next {@link #append} starts small again. */
  void release() {
    recycle();
    bytes = EMPTY;
    count = 0;
    reservation.run();
  }

  /** As {@link #release}, for good. */
  void close() {
    release();
    cleanable.clean();
  }

  /**
   * An array that another thread releases goes to the collector: a thread that closes the stream of
   * a task it kills cannot know that the task is not just appending, and the next stream's block
   * would be damaged in front of its CRC-32.
   */
  private void recycle() {
    if (bytes.length > LEAST_BYTES && appender == Thread.currentThread()) {
      ArrayPool.SHARED.give(bytes);
    }
  }
}
