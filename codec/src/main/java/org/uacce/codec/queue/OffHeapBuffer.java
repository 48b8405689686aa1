package org.uacce.codec.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/**
 * Off-heap memory lent by a {@link BufferPool}: the address for native calls and a bounds-checked
 * view for copies. Used by one thread at a time between {@link BufferPool#acquire} and {@link
 * BufferPool#release}; never touched after.
 */
public final class OffHeapBuffer {
  private final long address;
  private final int capacity;
  private final ByteBuffer view;

  // Guarded by the pool: of a lease, whether it is for what is read and what it takes of the bound.
  boolean readers;
  int leasedBytes;

  /**
   * What is lent together with the buffer; null without. The pool's, and the borrower's to read.
   */
  NativeObject object;

  /** The kind of that. */
  NativeObjects<NativeObject> objects;

  OffHeapBuffer(long address, int capacity, ByteBuffer view) {
    this.address = address;
    this.capacity = capacity;
    this.view = view;
  }

  public long address() {
    return address;
  }

  /** The address of the object that is lent with the buffer; there must be one. */
  public long object() {
    return object.address();
  }

  /** Bytes; at least what was asked for. */
  public int capacity() {
    return capacity;
  }

  /** Copies heap bytes into the buffer at {@code at}. */
  public void copyIn(int at, byte[] source, int offset, int bytes) {
    view.put(at, source, offset, bytes);
  }

  /** Copies bytes of the buffer from {@code at} into a heap array. */
  public void copyOut(int at, byte[] target, int offset, int bytes) {
    view.get(at, target, offset, bytes);
  }

  /** Moves bytes inside the buffer; the ranges may overlap. */
  public void move(int from, int to, int bytes) {
    view.put(to, view, from, bytes);
  }

  /** Adds bytes of the buffer from {@code at} to a checksum. */
  public void sum(Checksum check, int at, int bytes) {
    check.update(view.limit(at + bytes).position(at));
    view.clear();
  }

  /** Sets bytes from {@code at} to one value. */
  public void fill(int at, int bytes, byte value) {
    long word = (value & 0xffL) * 0x0101010101010101L;
    int end = at + bytes;
    int next = at;
    for (; next <= end - Long.BYTES; next += Long.BYTES) {
      view.putLong(next, word);
    }
    for (; next < end; next++) {
      view.put(next, value);
    }
  }

  /** Sets one byte. */
  public void put(int at, byte value) {
    view.put(at, value);
  }

  /** Sets four bytes to a number, the least significant first, as gzip's trailer has them. */
  public void putIntLittleEndian(int at, int value) {
    view.putInt(at, view.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value));
  }

  public byte byteAt(int at) {
    return view.get(at);
  }

  /** The 64-bit number in native byte order at {@code at}: how the C side returns results. */
  public long longAt(int at) {
    return view.getLong(at);
  }
}
