package org.uacce.codec.rows;

import java.util.Arrays;
import org.uacce.codec.MalformedDataException;

/**
 * The row filter backward, in Java: puts a block of rows together again from columns. The input is
 * anybody's: nothing of it is used before it is checked. It accepts what {@code uz_rows_decode} of
 * the native library accepts. One thread at a time.
 */
public final class RowDecoder {
  private static final int MOST_VARINT_SHIFT = 28;

  private final RowWork work;
  private byte[] in;
  private byte[] raw;
  private int next;
  private int bodyEnd;
  private int rawNext;
  private int rawEnd;
  private int records;
  private int head;
  private int tail;
  private int words;
  private int header;
  private int columnCount;
  private int firstWord;
  private int variableCount;
  private int restNext;
  private int restEnd;

  public RowDecoder(RowWork work) {
    this.work = work;
  }

  /**
   * Writes the block of exactly {@code outBytes} bytes that a body and its raw planes stand for.
   * That nothing is refused does not mean that the block is the original: compare its CRC-32.
   *
   * @throws MalformedDataException if there is no such block; {@code out} then holds garbage
   */
  public void decode(
      byte[] body,
      int bodyOffset,
      int bodyBytes,
      byte[] rawPlanes,
      int rawOffset,
      int rawBytes,
      byte[] out,
      int outBytes)
      throws MalformedDataException {
    in = body;
    raw = rawPlanes;
    next = bodyOffset;
    bodyEnd = bodyOffset + bodyBytes;
    rawNext = rawOffset;
    rawEnd = rawOffset + rawBytes;
    try {
      takeStart(outBytes);
      work.needColumns(columnCount, records);
      variableCount = 0;
      for (int i = 0; i < columnCount; i++) {
        takeDescriptor(i);
      }
      for (int i = 0; i < columnCount; i++) {
        getValues(work.columns[i]);
      }
      getStrings();
      refuseUnless(rawNext == rawEnd, "raw planes are left over");
      putBlock(out, outBytes);
    } finally {
      in = null;
      raw = null;
    }
  }

  private void refuseUnless(boolean right, String what) throws MalformedDataException {
    if (!right) {
      throw new MalformedDataException(0, "not a filtered block of rows: " + what);
    }
  }

  private int takeByte() throws MalformedDataException {
    refuseUnless(next < bodyEnd, "the body is cut short");
    return in[next++] & 0xff;
  }

  /** Takes bytes of the body; returns where they are. */
  private int take(long bytes) throws MalformedDataException {
    refuseUnless(bytes <= bodyEnd - next, "the body is cut short");
    int at = next;
    next += (int) bytes;
    return at;
  }

  private int takeVarint() throws MalformedDataException {
    long sum = 0;
    for (int shift = 0; shift <= MOST_VARINT_SHIFT; shift += 7) {
      int b = takeByte();
      sum |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        refuseUnless(
            sum <= Integer.MAX_VALUE && (b != 0 || shift == 0), "a varint is out of its range");
        return (int) sum;
      }
    }
    throw new MalformedDataException(0, "not a filtered block of rows: a varint is too long");
  }

  private void takeStart(int outBytes) throws MalformedDataException {
    head = takeVarint();
    records = takeVarint();
    tail = takeVarint();
    header = takeByte();
    words = takeVarint();
    refuseUnless(
        records >= 1
            && words >= 1
            && words <= RowShape.MOST_WORDS
            && (header == RowShape.LENGTH_HEADER || header == RowShape.KEY_HEADER),
        "records, words or header are out of range");
    long least = (long) head + tail + (long) records * (header + words * Words.WORD);
    refuseUnless(least <= outBytes, "more records than fit the block");
    firstWord = header > RowShape.LENGTH_HEADER ? 2 : 1;
    columnCount = firstWord + words;
  }

  private void takeDescriptor(int at) throws MalformedDataException {
    RowColumn column = work.columns[at];
    int first = takeByte();
    column.form = first & RowColumn.FORM;
    column.flags = first & ~RowColumn.FORM;
    takeForm(column, at);
    if (column.has(RowColumn.BASE)) {
      column.base = Words.at(in, take(Words.WORD));
    }
    if (!column.has(RowColumn.VARIABLE)) {
      refuseUnless(
          !column.has(RowColumn.RESERVING | RowColumn.SAME_STRINGS), "strings of no column");
      return;
    }
    refuseUnless(at >= firstWord, "strings of a column that is no word");
    work.variable[variableCount++] = at;
    if (column.has(RowColumn.SAME_STRINGS)) {
      column.sameStrings = takeByte();
      refuseUnless(
          column.sameStrings < at && work.columns[column.sameStrings].has(RowColumn.VARIABLE),
          "strings of a column that has none");
    } else {
      column.stringBytes = takeVarint();
    }
  }

  private void takeForm(RowColumn column, int at) throws MalformedDataException {
    boolean right;
    switch (column.form) {
      case RowColumn.CONSTANT -> right = !column.has(RowColumn.STEPS);
      case RowColumn.SAME -> {
        column.same = takeByte();
        right = column.same < at && !column.has(RowColumn.STEPS | RowColumn.BASE);
      }
      case RowColumn.PLANES -> {
        column.mask = takeByte();
        column.raw = takeByte();
        right = column.mask != 0 && (column.raw & ~column.mask) == 0;
      }
      case RowColumn.PACKED -> {
        int place = takeByte();
        column.width = place & 0xf;
        column.lowest = place >> 4;
        right = column.width >= 1 && column.lowest + column.width <= Words.WORD;
      }
      default -> right = false;
    }
    refuseUnless(right, "a descriptor is out of range");
  }

  private void getValues(RowColumn column) throws MalformedDataException {
    if (column.form == RowColumn.SAME) {
      column.valuesAt = work.columns[column.same].valuesAt;
      return;
    }
    long[] values = work.values;
    int from = column.valuesAt;
    int to = from + records;
    long start = column.has(RowColumn.STEPS) ? 0 : column.base;
    switch (column.form) {
      case RowColumn.PLANES -> getPlanes(column, start);
      case RowColumn.PACKED -> getPacked(column, start);
      default -> Arrays.fill(values, from, to, start);
    }
    if (column.has(RowColumn.STEPS)) {
      long sum = column.base;
      for (int i = from; i < to; i++) {
        sum += Words.unzigzag(values[i]);
        values[i] = sum;
      }
    }
  }

  private void getPlanes(RowColumn column, long base) throws MalformedDataException {
    boolean first = true;
    for (int b = 0; b < Words.WORD; b++) {
      if ((column.mask >> b & 1) == 0) {
        continue;
      }
      byte[] source = in;
      int plane;
      if ((column.raw >> b & 1) == 0) {
        plane = take(records);
      } else {
        refuseUnless(records <= rawEnd - rawNext, "the raw planes are cut short");
        source = raw;
        plane = rawNext;
        rawNext += records;
      }
      if (first) {
        getFirstPlane(source, plane, column.valuesAt, 8 * b, base);
        first = false;
      } else {
        getPlane(source, plane, column.valuesAt, 8 * b);
      }
    }
  }

  private void getFirstPlane(byte[] source, int plane, int to, int shift, long base) {
    long[] values = work.values;
    int count = records;
    for (int i = 0; i < count; i++) {
      values[to + i] = base | (source[plane + i] & 0xffL) << shift;
    }
  }

  private void getPlane(byte[] source, int plane, int to, int shift) {
    long[] values = work.values;
    int count = records;
    for (int i = 0; i < count; i++) {
      values[to + i] |= (source[plane + i] & 0xffL) << shift;
    }
  }

  private void getPacked(RowColumn column, long start) throws MalformedDataException {
    int width = column.width;
    int shift = 8 * column.lowest;
    int at = take((long) records * width);
    long mask = width == Words.WORD ? -1L : Words.low(-1L, width);
    long[] values = work.values;
    int to = column.valuesAt;
    int whole = Math.min(records, Math.max(0, (in.length - at - Words.WORD) / width + 1));
    if (in.length - at < Words.WORD) {
      whole = 0;
    }
    for (int i = 0; i < whole; i++, at += width) {
      values[to + i] = start | ((Words.at(in, at) & mask) << shift);
    }
    for (int i = whole; i < records; i++) {
      long value = 0;
      for (int b = 0; b < width; b++) {
        value |= (in[at++] & 0xffL) << (8 * b);
      }
      values[to + i] = start | (value << shift);
    }
  }

  private void getStrings() throws MalformedDataException {
    for (int v = 0; v < variableCount; v++) {
      RowColumn column = work.columns[work.variable[v]];
      if (column.has(RowColumn.SAME_STRINGS)) {
        column.stringsAt = work.columns[column.sameStrings].stringsAt;
        column.stringBytes = work.columns[column.sameStrings].stringBytes;
      } else {
        column.stringsAt = take(column.stringBytes);
      }
      work.stringsAt[v] = column.stringsAt;
      work.stringsEnd[v] = column.stringsAt + column.stringBytes;
    }
  }

  private void putBlock(byte[] out, int outBytes) throws MalformedDataException {
    refuseUnless((long) head + tail <= bodyEnd - next, "the body is cut short");
    restNext = next;
    restEnd = bodyEnd - tail - head;
    System.arraycopy(in, restEnd, out, 0, head);
    int end = outBytes - tail;
    int at = head;
    for (int i = 0; i < records; i++) {
      at = putRecord(i, out, at, end);
    }
    refuseUnless(at == end && restNext == restEnd, "another length than declared");
    for (int v = 0; v < variableCount; v++) {
      refuseUnless(work.stringsAt[v] == work.stringsEnd[v], "strings are left over");
    }
    System.arraycopy(in, bodyEnd - tail, out, end, tail);
  }

  /** Writes one record; returns its end. */
  private int putRecord(int record, byte[] out, int at, int end) throws MalformedDataException {
    long[] values = work.values;
    int row = at + header;
    refuseUnless(header + words * Words.WORD <= end - at, "more rows than fit the block");
    int room = end - row;
    for (int c = 0; c < words; c++) {
      Words.put(out, row + c * Words.WORD, values[work.columns[firstWord + c].valuesAt + record]);
    }
    int used = putVariable(record, out, row, room);
    long rest = values[work.columns[0].valuesAt + record];
    refuseUnless(
        rest >= 0
            && rest <= (room - used) / Words.WORD
            && rest <= (restEnd - restNext) / Words.WORD,
        "more of a row than fits the block");
    if (rest > 0) {
      int bytes = (int) rest * Words.WORD;
      System.arraycopy(in, restNext, out, row + used, bytes);
      restNext += bytes;
      used += bytes;
    }
    if (header > RowShape.LENGTH_HEADER) {
      Words.putKey(out, row - Words.WORD, values[work.columns[1].valuesAt + record]);
    }
    Words.putLength(out, at, used);
    return row + used;
  }

  /** What the variable words stand for; returns how much of the row there is then. */
  private int putVariable(int record, byte[] out, int row, int room) throws MalformedDataException {
    int used = words * Words.WORD;
    for (int v = 0; v < variableCount; v++) {
      RowColumn column = work.columns[work.variable[v]];
      long word = work.values[column.valuesAt + record];
      if (word == 0 || word >>> 32 != 0) {
        continue; // null, or as it was
      }
      refuseUnless(word <= 1L << 31, "a string is too long");
      int bytes = (int) (word - 1);
      int from = work.stringsAt[v];
      refuseUnless(bytes <= work.stringsEnd[v] - from, "strings are cut short");
      int takes = Words.padded(bytes);
      if (column.has(RowColumn.RESERVING)) {
        takes = Math.max(takes, 2 * Words.WORD);
      }
      refuseUnless(takes <= room - used, "a string does not fit its row");
      int wordAt = row + (work.variable[v] - firstWord) * Words.WORD;
      Words.put(out, wordAt, (long) used << 32 | bytes);
      putString(from, bytes, out, row + used, takes);
      work.stringsAt[v] = from + bytes;
      used += takes;
    }
    return used;
  }

  private void putString(int from, int bytes, byte[] out, int to, int takes) {
    byte[] source = in;
    int done = 0;
    // A last word that is read whole ends in bytes of what follows, which are cut.
    if (from + bytes + Words.WORD <= source.length) {
      for (; done + Words.WORD <= bytes; done += Words.WORD) {
        Words.put(out, to + done, Words.at(source, from + done));
      }
      if (done < bytes) {
        Words.put(out, to + done, Words.low(Words.at(source, from + done), bytes - done));
        done += Words.WORD;
      }
    } else {
      System.arraycopy(source, from, out, to, bytes);
      done = bytes;
    }
    for (; done < takes; done++) {
      out[to + done] = 0;
    }
  }
}
