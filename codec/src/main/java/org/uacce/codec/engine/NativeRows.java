package org.uacce.codec.engine;

import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowShape;

/**
 * The row filter of the native library. All that one call needs, work memory included, is one
 * borrowed off-heap buffer. Any thread, any number at once.
 */
final class NativeRows {
  /** Behind the shape the 64-bit count of the body's bytes. */
  private static final int BODY_BYTES_AT = FilteredRows.SHAPE_BYTES;

  private static final int ARGUMENT_BYTES = 64;

  /** Answer of {@link #encode}: the library could not try; the filter in Java can. */
  static final int FAILED = -3;

  private final Binding binding;
  private final BufferPool pool;

  NativeRows(Binding binding, BufferPool pool) {
    this.binding = binding;
    this.pool = pool;
  }

  /** Bytes of work memory for a block; a whole number of words. */
  int workBytes(int bytes) {
    return (int) ((binding.rowsWorkBytes(bytes) + 63) & -64);
  }

  /**
   * Filters a block.
   *
   * @param outBytes the most that may come out
   * @param result holds the bytes, if there are any, and receives the body's part of them
   * @return bytes, {@link RowEncoder#NOT_ROWS}, {@link RowEncoder#NO_SPACE} or {@link #FAILED}
   */
  int encode(RowShape shape, byte[] in, int inBytes, int first, int outBytes, FilteredRows result) {
    int workAt = ARGUMENT_BYTES;
    int inAt = workAt + workBytes(inBytes);
    int outAt = inAt + inBytes + NativeTier.GAP_BYTES;
    OffHeapBuffer buffer =
        (long) outAt + outBytes <= pool.largestBytes() ? pool.acquire(outAt + outBytes) : null;
    if (buffer == null) {
      return FAILED;
    }
    boolean held = false;
    try {
      buffer.copyIn(0, result.laidOut(shape), 0, FilteredRows.SHAPE_BYTES);
      buffer.copyIn(inAt, in, 0, inBytes);
      long at = buffer.address();
      long bytes =
          binding.encodeRows(
              at,
              at + inAt,
              inBytes,
              first,
              at + workAt,
              inAt - workAt,
              at + outAt,
              outBytes,
              at + BODY_BYTES_AT);
      if (bytes < 0) {
        return bytes == -Binding.EBADMSG
            ? RowEncoder.NOT_ROWS
            : bytes == -Binding.ENOSPC ? RowEncoder.NO_SPACE : FAILED;
      }
      result.bodyBytes = (int) buffer.longAt(BODY_BYTES_AT);
      // What was filtered is not needed any more: its place is to spare.
      result.hold(pool, buffer, outAt, inAt, inBytes);
      held = true;
      return (int) bytes;
    } finally {
      if (!held) {
        pool.release(buffer);
      }
    }
  }

  /**
   * Undoes the filter, from and to places in off-heap buffers.
   *
   * @return false if the library could not try
   */
  boolean decode(
      OffHeapBuffer buffer,
      FilteredPayload filtered,
      int bodyAt,
      int rawAt,
      int workAt,
      OffHeapBuffer out)
      throws MalformedDataException {
    long at = buffer.address();
    long answer =
        binding.decodeRows(
            at + bodyAt,
            filtered.bodyBytes(),
            at + rawAt,
            filtered.rawBytes(),
            at + workAt,
            buffer.capacity() - workAt,
            out.address(),
            filtered.originalBytes());
    if (answer == -Binding.EBADMSG) {
      throw new MalformedDataException(
          filtered.dataBytes(),
          "not a filtered block of rows: bytes="
              + filtered.bodyBytes()
              + " raw="
              + filtered.rawBytes()
              + " original="
              + filtered.originalBytes());
    }
    return answer == 0;
  }
}
