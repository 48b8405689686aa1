package org.uacce.codec;

import java.lang.ref.Cleaner;

/**
 * The block that one output stream gathers. It grows from a few KiB to the block size, each step
 * reserved with {@link StreamBuffers}. One thread. A stream that is dropped without {@code
 * close()}, as Spark does with killed tasks, gives its reservation back when it is collected.
 */
final class StreamBuffer {
  private static final Cleaner CLEANER = Cleaner.create();

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

  /** What the Cleaner gives back; knows nothing of the stream. */
  private static final class Reservation implements Runnable {
    private final StreamBuffers buffers;
    private int reserved;

    Reservation(StreamBuffers buffers) {
      this.buffers = buffers;
    }

    @Override
    public void run() {
      buffers.release(reserved);
      reserved = 0;
    }
  }

  /**
   * @param owner when it becomes unreachable, the reservation is given back
   */
  StreamBuffer(Object owner, StreamBuffers buffers) {
    reservation = new Reservation(buffers);
    cleanable = CLEANER.register(owner, reservation);
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
    if (bytes.length - count < length && count < most) {
      grow((int) Math.min((long) count + length, most), most);
    }
    int taken = Math.min(length, Math.min(bytes.length, most) - count);
    System.arraycopy(source, offset, bytes, count, taken);
    count += taken;
    return taken;
  }

  /** Grows by doubling, as far as the bound allows. */
  private void grow(int wanted, int most) {
    int target = Math.max(bytes.length, FIRST_BYTES);
    while (target < wanted) {
      target *= 2;
    }
    target = Math.min(target, Math.max(most, FIRST_BYTES));
    int step = target - reservation.reserved;
    if (step > 0 && reservation.buffers.tryReserve(step)) {
      reservation.reserved += step;
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

  /** Whether a full block was cut below its size. */
  boolean cutEarly(int most) {
    return count < most && count == bytes.length;
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

  private void recycle() {
    if (bytes.length > LEAST_BYTES) {
      ArrayPool.SHARED.give(bytes);
    }
  }
}
