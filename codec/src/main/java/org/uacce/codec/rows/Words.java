package org.uacce.codec.rows;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of the row format in byte arrays. */
final class Words {
  /** Bytes of a word. */
  static final int WORD = Long.BYTES;

  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle BIG_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Words() {}

  static long at(byte[] bytes, int at) {
    return (long) LITTLE.get(bytes, at);
  }

  static void put(byte[] bytes, int at, long word) {
    LITTLE.set(bytes, at, word);
  }

  static long keyAt(byte[] bytes, int at) {
    return (long) BIG.get(bytes, at);
  }

  static void putKey(byte[] bytes, int at, long key) {
    BIG.set(bytes, at, key);
  }

  static int lengthAt(byte[] bytes, int at) {
    return (int) BIG_INT.get(bytes, at);
  }

  static void putLength(byte[] bytes, int at, int length) {
    BIG_INT.set(bytes, at, length);
  }

  /** Bytes of whole words that hold so many bytes. */
  static int padded(int bytes) {
    return (bytes + WORD - 1) & -WORD;
  }

  /** The low bytes of a word, fewer than 8. */
  static long low(long word, int bytes) {
    return word & ((1L << (8 * bytes)) - 1);
  }

  /** A small number for a small step up or down. */
  static long zigzag(long step) {
    return (step << 1) ^ (step >> 63);
  }

  static long unzigzag(long number) {
    return (number >>> 1) ^ -(number & 1);
  }
}
