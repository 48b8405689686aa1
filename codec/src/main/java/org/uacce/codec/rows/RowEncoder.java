package org.uacce.codec.rows;

import java.util.Arrays;

/**
 * The row filter forward, in Java: takes a block of rows apart into columns. It makes the same
 * bytes as {@code uz_rows_encode} of the native library. Holds nothing but what the last call made;
 * one thread at a time.
 */
public final class RowEncoder {
  /** Answers of {@link #encode}: no row of this shape, or no room. */
  public static final int NOT_ROWS = -1;

  public static final int NO_SPACE = -2;

  private static final int MOST_START_BYTES = 1 + 4 * 5;

  private static final int GATHERED_ROWS = 64;

  private final RowWork work;
  private final byte[] start =
      new byte[MOST_START_BYTES + RowWork.MOST_COLUMNS * RowColumn.MOST_DESCRIPTOR_BYTES];
  private RowShape shape;
  private byte[] in;
  private int inBytes;
  private int first;
  private int records;
  private int end;
  private int columnCount;
  private int stringBytes;
  private int restBytes;
  private int bodyBytes;

  public RowEncoder(RowWork work) {
    this.work = work;
  }

  /**
   * Filters {@code in[0..inBytes)}, in which a record begins at {@code first}. Writes the body,
   * {@link #bodyBytes} of it, and behind it the planes that are not worth compressing.
   *
   * @param outBytes room from {@code outOffset}; a block that does not get smaller is not worth
   *     filtering
   * @return bytes of both, {@link #NOT_ROWS} or {@link #NO_SPACE}
   */
  public int encode(
      RowShape newShape,
      byte[] newIn,
      int newInBytes,
      int newFirst,
      byte[] out,
      int outOffset,
      int outBytes) {
    shape = newShape;
    in = newIn;
    inBytes = newInBytes;
    first = newFirst;
    try {
      if (!walk()) {
        return NOT_ROWS;
      }
      columnCount = 1 + shape.words() + (shape.header() > RowShape.LENGTH_HEADER ? 1 : 0);
      work.needColumns(columnCount, records);
      // A string is copied in whole words.
      work.needStrings(inBytes + Words.WORD);
      if (!takeColumns()) {
        return NOT_ROWS;
      }
      RowForms.choose(work, columnCount, records);
      return write(out, outOffset, outBytes);
    } finally {
      in = null;
    }
  }

  /** Of what {@link #encode} returned, the part that is to be compressed. */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** Finds the whole records; false when there is none, or one of another shape. */
  private boolean walk() {
    int header = shape.header();
    int fixed = shape.words() * Words.WORD;
    work.needRecords(inBytes / (header + fixed) + 1);
    int[] rowsAt = work.at;
    int[] rowBytes = work.bytes;
    int count = 0;
    int at = first;
    while (inBytes - at >= header) {
      int bytes = Words.lengthAt(in, at);
      // What is no length may end rows; a row that is too short has another shape.
      if (bytes % Words.WORD != 0 || bytes <= 0 || bytes > inBytes - at - header) {
        break;
      }
      if (bytes < fixed) {
        return false;
      }
      rowsAt[count] = at + header;
      rowBytes[count++] = bytes;
      at += header + bytes;
    }
    records = count;
    end = at;
    return count > 0;
  }

  private boolean takeColumns() {
    int words = shape.words();
    int firstWord = columnCount - words;
    if (firstWord > 1) {
      int to = work.columns[1].valuesAt;
      for (int i = 0; i < records; i++) {
        work.values[to + i] = Words.keyAt(in, work.at[i] - Words.WORD);
      }
    }
    gather(firstWord);
    Arrays.fill(work.used, 0, records, words * Words.WORD);
    stringBytes = 0;
    for (int c = 0; c < words; c++) {
      if (shape.isVariable(c) && !takeStrings(work.columns[firstWord + c], shape.isReserving(c))) {
        return false;
      }
    }
    takeRest();
    return true;
  }

  /** The words of all rows, column by column, of some rows at a time while they are in a cache. */
  private void gather(int firstWord) {
    byte[] source = in;
    int[] rowsAt = work.at;
    long[] values = work.values;
    for (int from = 0; from < records; from += GATHERED_ROWS) {
      int end = Math.min(records, from + GATHERED_ROWS);
      for (int c = 0; c < shape.words(); c++) {
        int to = work.columns[firstWord + c].valuesAt;
        int offset = c * Words.WORD;
        for (int i = from; i < end; i++) {
          values[to + i] = Words.at(source, rowsAt[i] + offset);
        }
      }
    }
  }

  /**
   * Replaces the offsets and lengths of one column by lengths alone where they point to the first
   * byte that is not accounted for, and takes those bytes. False when a word cannot be an offset:
   * the shape does not fit.
   */
  private boolean takeStrings(RowColumn column, boolean reserving) {
    long[] values = work.values;
    int[] used = work.used;
    int least = reserving ? 2 * Words.WORD : 0;
    int to = stringBytes;
    column.flags = reserving ? RowColumn.VARIABLE | RowColumn.RESERVING : RowColumn.VARIABLE;
    column.stringsAt = to;
    for (int i = 0; i < records; i++) {
      long word = values[column.valuesAt + i];
      int room = work.bytes[i] - used[i];
      int bytes = (int) word;
      if (word == 0) {
        continue;
      }
      if (word >>> 32 == 0) {
        return false;
      }
      if (word >>> 32 != used[i] || bytes < 0 || bytes > room) {
        continue;
      }
      // Rows and places in them are whole words: the padding is inside.
      int takes = Math.max(Words.padded(bytes), least);
      if (takes <= room && copyString(work.at[i] + used[i], to, bytes, takes)) {
        to += bytes;
        used[i] += takes;
        values[column.valuesAt + i] = bytes + 1L;
      }
    }
    column.stringBytes = to - stringBytes;
    stringBytes = to;
    return true;
  }

  /** Copies in whole words; false when what pads the string is not zeros. */
  private boolean copyString(int from, int to, int bytes, int takes) {
    byte[] source = in;
    byte[] target = work.strings;
    int done = 0;
    for (; done < bytes; done += Words.WORD) {
      Words.put(target, to + done, Words.at(source, from + done));
    }
    if (bytes % Words.WORD != 0
        && Words.at(source, from + done - Words.WORD) >>> (8 * (bytes % Words.WORD)) != 0) {
      return false;
    }
    for (; done < takes; done += Words.WORD) {
      if (Words.at(source, from + done) != 0) {
        return false;
      }
    }
    return true;
  }

  /** What no word accounts for goes behind the strings: its length in words is column 0. */
  private void takeRest() {
    int to = stringBytes;
    int excess = work.columns[0].valuesAt;
    for (int i = 0; i < records; i++) {
      int rest = work.bytes[i] - work.used[i];
      work.values[excess + i] = rest / Words.WORD;
      if (rest > 0) {
        System.arraycopy(in, work.at[i] + work.used[i], work.strings, to, rest);
        to += rest;
      }
    }
    restBytes = to - stringBytes;
  }

  private int write(byte[] out, int outOffset, int outBytes) {
    int startBytes = writeStart();
    long total = (long) startBytes + restBytes + first + inBytes - end;
    for (int i = 0; i < columnCount; i++) {
      RowColumn column = work.columns[i];
      total += (long) column.valueBytes() * records + column.stringBytes;
    }
    if (total > outBytes) {
      return NO_SPACE;
    }
    System.arraycopy(start, 0, out, outOffset, startBytes);
    int at = outOffset + startBytes;
    for (int i = 0; i < columnCount; i++) {
      at = RowForms.putValues(work, work.columns[i], records, false, out, at);
    }
    for (int i = 0; i < columnCount; i++) {
      RowColumn column = work.columns[i];
      System.arraycopy(work.strings, column.stringsAt, out, at, column.stringBytes);
      at += column.stringBytes;
    }
    System.arraycopy(work.strings, stringBytes, out, at, restBytes);
    at += restBytes;
    System.arraycopy(in, 0, out, at, first);
    at += first;
    System.arraycopy(in, end, out, at, inBytes - end);
    at += inBytes - end;
    bodyBytes = at - outOffset;
    for (int i = 0; i < columnCount; i++) {
      at = RowForms.putValues(work, work.columns[i], records, true, out, at);
    }
    return at - outOffset;
  }

  private int writeStart() {
    int at = RowForms.putVarint(start, 0, first);
    at = RowForms.putVarint(start, at, records);
    at = RowForms.putVarint(start, at, inBytes - end);
    start[at++] = (byte) shape.header();
    at = RowForms.putVarint(start, at, shape.words());
    for (int i = 0; i < columnCount; i++) {
      at = RowForms.putDescriptor(work.columns[i], start, at);
    }
    return at;
  }
}
