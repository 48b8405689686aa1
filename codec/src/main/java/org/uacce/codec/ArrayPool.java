package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;

/**
 * Heap arrays between two uses, in powers of two, so that a block costs no allocation once the pool
 * has warmed up. What it keeps is an eighth of {@code streamBuffer.maxBytes}, of which open streams
 * have the rest, and 8 MiB at most. There sizes that are out of use make room for those in use;
 * other arrays are left to the collector. Any thread.
 */
final class ArrayPool {
  private static final int SMALLEST_SHIFT = 10;
  private static final int CLASSES = 22 - SMALLEST_SHIFT + 3;

  /**
   * Idle bytes kept: a stream block in and out for some dozens of tasks, little beside any heap.
   */
  private static final long MOST_IDLE_BYTES = 8L << 20;

  /**
   * A size is out of use when so many arrays of others were taken since: a stream takes one of each
   * size while it grows, and what the next one takes again must not make room meanwhile.
   */
  static final int TAKES_OUT_OF_USE = 1000;

  static final ArrayPool SHARED = new ArrayPool();

  private final ArrayDeque<byte[]>[] idle;

  /** Of each size, the number of takes of all sizes when it was taken last. */
  private final long[] lastTaken = new long[CLASSES];

  private long takes;
  private long idleBytes;
  private long mostIdleBytes = MOST_IDLE_BYTES;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other spelling
  ArrayPool() {
    idle = new ArrayDeque[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      idle[i] = new ArrayDeque<>();
    }
  }

  /**
   * What the idle arrays may take of a bound.
   *
   * @param bytes {@code streamBuffer.maxBytes}
   */
  static long idleShare(long bytes) {
    return Math.min(MOST_IDLE_BYTES, bytes / 8);
  }

  /** Keeps no more idle bytes than these from now on. */
  synchronized void keepAtMost(long bytes) {
    mostIdleBytes = bytes;
    for (int i = CLASSES - 1; i >= 0; i--) {
      while (idleBytes > bytes && !idle[i].isEmpty()) {
        countIdle(-idle[i].pollLast().length);
      }
    }
  }

  private void countIdle(int bytes) {
    idleBytes += bytes;
    CodecMetric.STREAM_BUFFER_IDLE_BYTES.add(bytes);
  }

  /** The length of the array that {@link #take} gives for so many bytes. */
  static int lengthFor(int bytes) {
    int sizeClass = sizeClass(bytes);
    return sizeClass >= CLASSES ? bytes : 1 << (sizeClass + SMALLEST_SHIFT);
  }

  /** An array of at least {@code bytes}, with any contents. */
  byte[] take(int bytes) {
    int sizeClass = sizeClass(bytes);
    if (sizeClass >= CLASSES) {
      return new byte[bytes];
    }
    synchronized (this) {
      lastTaken[sizeClass] = ++takes;
      byte[] array = idle[sizeClass].pollLast();
      if (array != null) {
        countIdle(-array.length);
        return array;
      }
    }
    return new byte[lengthFor(bytes)];
  }

  /** Takes back an array from {@link #take}; the caller has no use of it any more. */
  void give(byte[] array) {
    int sizeClass = sizeClass(array.length);
    if (sizeClass >= CLASSES) {
      return;
    }
    synchronized (this) {
      makeRoom(sizeClass, array.length);
      if (idleBytes + array.length <= mostIdleBytes) {
        countIdle(array.length);
        idle[sizeClass].addLast(array);
      }
    }
  }

  /** Drops arrays of sizes that are out of use, the longest unused first. */
  private void makeRoom(int sizeClass, int bytes) {
    while (idleBytes + bytes > mostIdleBytes) {
      int oldest = sizeClass;
      for (int i = 0; i < CLASSES; i++) {
        if (!idle[i].isEmpty()
            && lastTaken[i] < lastTaken[oldest]
            && takes - lastTaken[i] >= TAKES_OUT_OF_USE) {
          oldest = i;
        }
      }
      if (oldest == sizeClass) {
        return;
      }
      countIdle(-idle[oldest].pollLast().length);
    }
  }

  /** Writes bytes of an array and takes it back, also when the sink throws. */
  void writeAndTakeBack(byte[] array, int start, int count, OutputStream sink) throws IOException {
    try {
      sink.write(array, start, count);
    } finally {
      give(array);
    }
  }

  private static int sizeClass(int bytes) {
    return Math.max(0, 32 - Integer.numberOfLeadingZeros(bytes - 1 | 1) - SMALLEST_SHIFT);
  }
}
