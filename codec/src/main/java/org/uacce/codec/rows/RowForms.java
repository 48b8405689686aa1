package org.uacce.codec.rows;

import java.util.Arrays;

/**
 * How the row filter writes one column: which form it chooses, and the bytes of it. The choices are
 * those of {@code rows_columns.c}, so that both filters make the same bytes.
 */
final class RowForms {
  private RowForms() {}

  /** Chooses a form for each column, which may replace its values by their steps. */
  static void choose(RowWork work, int count, int records) {
    for (int i = 0; i < count; i++) {
      look(work, work.columns[i], records);
      findSame(work, i, records);
    }
    for (int i = 0; i < count; i++) {
      choose(work, work.columns[i], records);
    }
  }

  private static void look(RowWork work, RowColumn column, int records) {
    long[] values = work.values;
    int at = column.valuesAt;
    long start = values[at];
    long before = start;
    long varying = 0;
    long steps = 0;
    for (int i = at + 1; i < at + records; i++) {
      long value = values[i];
      varying |= value ^ start;
      steps |= stepBits(value - before);
      before = value;
    }
    column.base = start;
    column.varying = varying;
    column.steps = steps;
  }

  /** A step's bits: its highest one is that of its zigzag number, and cheaper to find. */
  private static long stepBits(long step) {
    return step ^ (step << 1);
  }

  /**
   * Columns that repeat each other are next to each other in a row, and out of each other's window
   * as columns: a block of eight equal columns shrank by 1.2 instead of 7 before they were named.
   */
  private static void findSame(RowWork work, int at, int records) {
    RowColumn column = work.columns[at];
    for (int k = 0; k < at && column.varying != 0; k++) {
      RowColumn other = work.columns[k];
      if (other.form != RowColumn.SAME && sameValues(work.values, column, other, records)) {
        column.form = RowColumn.SAME;
        column.same = k;
        break;
      }
    }
    for (int k = 0; k < at && column.stringBytes > 0; k++) {
      RowColumn other = work.columns[k];
      if (other.has(RowColumn.VARIABLE)
          && !other.has(RowColumn.SAME_STRINGS)
          && Arrays.equals(
              work.strings,
              column.stringsAt,
              column.stringsAt + column.stringBytes,
              work.strings,
              other.stringsAt,
              other.stringsAt + other.stringBytes)) {
        column.flags |= RowColumn.SAME_STRINGS;
        column.sameStrings = k;
        column.stringBytes = 0;
      }
    }
  }

  private static boolean sameValues(long[] values, RowColumn a, RowColumn b, int records) {
    return a.base == b.base
        && a.varying == b.varying
        && a.steps == b.steps
        && Arrays.equals(
            values, a.valuesAt, a.valuesAt + records, values, b.valuesAt, b.valuesAt + records);
  }

  private static void choose(RowWork work, RowColumn column, int records) {
    if (column.form == RowColumn.SAME) {
      return;
    }
    int mask = byteMask(column.varying);
    if (bytesUpTo(column.steps) < Integer.bitCount(mask)) {
      column.flags |= RowColumn.STEPS;
      mask = byteMask(replaceBySteps(work.values, column.valuesAt, records));
    } else {
      column.base &= ~maskBits(mask);
    }
    if (column.base != 0) {
      column.flags |= RowColumn.BASE;
    }
    if (mask == 0) {
      column.form = RowColumn.CONSTANT;
      return;
    }
    column.lowest = Integer.numberOfTrailingZeros(mask);
    column.width = 32 - Integer.numberOfLeadingZeros(mask) - column.lowest;
    if (column.width > 1 && RowSamples.betterPacked(work, column, mask, records)) {
      column.form = RowColumn.PACKED;
      return;
    }
    column.form = RowColumn.PLANES;
    column.mask = mask;
    for (int b = 0; b < Words.WORD; b++) {
      if ((mask >> b & 1) != 0 && RowSamples.looksRandom(work, column.valuesAt, records, 8 * b)) {
        column.raw |= 1 << b;
      }
    }
  }

  private static int byteMask(long bits) {
    int mask = 0;
    for (int b = 0; b < Words.WORD; b++) {
      mask |= (bits >>> (8 * b) & 0xff) != 0 ? 1 << b : 0;
    }
    return mask;
  }

  private static long maskBits(int mask) {
    long bits = 0;
    for (int b = 0; b < Words.WORD; b++) {
      bits |= (mask >> b & 1) != 0 ? 0xffL << (8 * b) : 0;
    }
    return bits;
  }

  /** How many bytes there are up to the highest bit. */
  private static int bytesUpTo(long bits) {
    return bits == 0 ? 0 : 8 - Long.numberOfLeadingZeros(bits) / 8;
  }

  /** Returns the bits in which the numbers that stand for steps differ from 0. */
  private static long replaceBySteps(long[] values, int at, int records) {
    long before = values[at];
    long bits = 0;
    values[at] = 0;
    for (int i = at + 1; i < at + records; i++) {
      long value = values[i];
      values[i] = Words.zigzag(value - before);
      bits |= values[i];
      before = value;
    }
    return bits;
  }

  static int putVarint(byte[] out, int offset, int value) {
    int at = offset;
    int left = value;
    for (; left >= 0x80; left >>>= 7) {
      out[at++] = (byte) (left | 0x80);
    }
    out[at++] = (byte) left;
    return at;
  }

  static int putDescriptor(RowColumn column, byte[] out, int offset) {
    int at = offset;
    out[at++] = (byte) (column.form | column.flags);
    switch (column.form) {
      case RowColumn.SAME -> out[at++] = (byte) column.same;
      case RowColumn.PLANES -> {
        out[at++] = (byte) column.mask;
        out[at++] = (byte) column.raw;
      }
      case RowColumn.PACKED -> out[at++] = (byte) (column.lowest << 4 | column.width);
      default -> {
        // constant: nothing more to say
      }
    }
    if (column.has(RowColumn.BASE)) {
      Words.put(out, at, column.base);
      at += Words.WORD;
    }
    if (column.has(RowColumn.SAME_STRINGS)) {
      out[at++] = (byte) column.sameStrings;
    } else if (column.has(RowColumn.VARIABLE)) {
      at = putVarint(out, at, column.stringBytes);
    }
    return at;
  }

  /** Writes the values that go to the body, or those that bypass DEFLATE; returns their end. */
  static int putValues(
      RowWork work, RowColumn column, int records, boolean raw, byte[] out, int offset) {
    int at = offset;
    if (column.form == RowColumn.PACKED && !raw) {
      return putPacked(work.values, column, records, out, at);
    }
    if (column.form == RowColumn.PLANES) {
      int planes = raw ? column.raw : column.mask & ~column.raw;
      for (int b = 0; b < Words.WORD; b++) {
        if ((planes >> b & 1) != 0) {
          putPlane(work.values, column.valuesAt, records, 8 * b, out, at);
          at += records;
        }
      }
    }
    return at;
  }

  private static void putPlane(
      long[] values, int from, int records, int shift, byte[] out, int at) {
    for (int i = 0; i < records; i++) {
      out[at + i] = (byte) (values[from + i] >>> shift);
    }
  }

  private static int putPacked(
      long[] values, RowColumn column, int records, byte[] out, int offset) {
    int shift = 8 * column.lowest;
    int width = column.width;
    int from = column.valuesAt;
    int whole = Math.max(0, records - Words.WORD);
    int at = offset;
    // A whole word for each; the next value overwrites what is too much.
    for (int i = 0; i < whole; i++, at += width) {
      Words.put(out, at, values[from + i] >>> shift);
    }
    for (int i = whole; i < records; i++) {
      long value = values[from + i] >>> shift;
      for (int b = 0; b < width; b++) {
        out[at++] = (byte) (value >>> (8 * b));
      }
    }
    return at;
  }
}
