package org.uacce.codec.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.rows.RowShape;

/**
 * What filtering one block made; kept by a stream so that no block allocates. The bytes may stay in
 * the off-heap buffer that the filter worked in, so that they are compressed there: until {@link
 * #release} the thread borrows no other buffer, since others may wait for this one. One thread.
 */
public final class FilteredRows {
  /** Bytes of {@code struct uz_rows_shape}. */
  static final int SHAPE_BYTES = 40;

  int bodyBytes;
  private final byte[] shape = new byte[SHAPE_BYTES];
  private final ByteBuffer fields = ByteBuffer.wrap(shape).order(ByteOrder.nativeOrder());

  private BufferPool pool;
  private OffHeapBuffer buffer;
  private int at;
  private int spareAt;
  private int spareBytes;

  /** Takes over a borrowed buffer with the filtered bytes at {@code start}, and room to spare. */
  void hold(BufferPool lender, OffHeapBuffer borrowed, int start, int spare, int spareRoom) {
    pool = lender;
    buffer = borrowed;
    at = start;
    spareAt = spare;
    spareBytes = spareRoom;
  }

  /** Whether the filtered bytes are off the heap. */
  public boolean isHeld() {
    return buffer != null;
  }

  long address() {
    return buffer.address() + at;
  }

  OffHeapBuffer buffer() {
    return buffer;
  }

  int spareAt() {
    return spareAt;
  }

  int spareBytes() {
    return spareBytes;
  }

  /** Copies some of the filtered bytes that are held. */
  public void copyOut(int from, byte[] target, int offset, int bytes) {
    buffer.copyOut(at + from, target, offset, bytes);
  }

  /** Adds the first of the filtered bytes that are held to a checksum. */
  public void sum(CRC32 crc, int bytes) {
    buffer.sum(crc, at, bytes);
  }

  /** Gives the buffer back; without one nothing happens. */
  public void release() {
    if (buffer != null) {
      pool.release(buffer);
      buffer = null;
    }
  }

  /** Of the filtered bytes, the part at their start that is to be compressed. */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** A shape as the native library takes it. */
  byte[] laidOut(RowShape rows) {
    fields
        .clear()
        .putInt(rows.header())
        .putInt(rows.words())
        .putLong(rows.variable())
        .putLong(rows.variableAbove())
        .putLong(rows.reserving())
        .putLong(rows.reservingAbove());
    return shape;
  }
}
