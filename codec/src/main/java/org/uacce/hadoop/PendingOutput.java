package org.uacce.hadoop;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Compressed bytes that Hadoop's caller has not collected yet. Empty, it holds no array. */
final class PendingOutput extends OutputStream {
  private static final byte[] EMPTY = new byte[0];

  private byte[] bytes = EMPTY;
  private int next;
  private int end;

  boolean isEmpty() {
    return next == end;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(end, length), end + (end >> 1)));
    }
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  /** Hands out at most {@code length} bytes, the oldest first. */
  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, end - next);
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    if (isEmpty()) {
      release();
    }
    return count;
  }

  void release() {
    bytes = EMPTY;
    next = 0;
    end = 0;
  }
}
