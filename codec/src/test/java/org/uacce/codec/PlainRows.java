package org.uacce.codec;

import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * A second reader of filtered bodies, written from the format's description alone, value by value;
 * it shares no code with the product.
 */
final class PlainRows {
  private final byte[] body;
  private final byte[] raw;
  private int at;
  private int rawAt;

  private PlainRows(byte[] body, byte[] raw) {
    this.body = body;
    this.raw = raw;
  }

  private static final class Column {
    int flags;
    int mask;
    int rawMask;
    int lowest;
    int width;
    int same = -1;
    long base;
    int stringBytes = -1;
    int sameStrings = -1;
    long[] values;
    byte[] strings;
    int stringsTaken;
  }

  /** The block of so many bytes that a body stands for. */
  static byte[] read(byte[] body, byte[] raw, int originalBytes) throws DataFormatException {
    return new PlainRows(body, raw).block(originalBytes);
  }

  private byte[] block(int originalBytes) throws DataFormatException {
    long head = varint();
    long records = varint();
    long tail = varint();
    int header = octet();
    long words = varint();
    check(records >= 1 && (header == 4 || header == 12) && words >= 1 && words <= 128, "start");
    check(head + tail + records * (header + 8 * words) <= originalBytes, "records");
    int firstWord = header == 4 ? 1 : 2;
    Column[] columns = new Column[firstWord + (int) words];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = describe(columns, i, firstWord);
    }
    for (Column column : columns) {
      column.values = values(columns, column, (int) records);
    }
    for (Column column : columns) {
      if (column.stringBytes >= 0) {
        column.strings = octets(column.stringBytes);
      } else if (column.sameStrings >= 0) {
        column.strings = columns[column.sameStrings].strings;
      }
    }
    check(rawAt == raw.length, "raw planes");
    int restEnd = (int) (body.length - head - tail);
    check(at <= restEnd, "head and tail");
    byte[] out = new byte[originalBytes];
    System.arraycopy(body, restEnd, out, 0, (int) head);
    int next = (int) head;
    for (int r = 0; r < records; r++) {
      next = record(columns, firstWord, r, out, next, (int) (originalBytes - tail), restEnd);
    }
    check(next == originalBytes - tail && at == restEnd, "length");
    for (Column column : columns) {
      check(column.strings == null || column.stringsTaken == column.strings.length, "strings");
    }
    System.arraycopy(body, (int) (body.length - tail), out, next, (int) tail);
    return out;
  }

  private Column describe(Column[] columns, int number, int firstWord) throws DataFormatException {
    Column c = new Column();
    c.flags = octet();
    int form = c.flags & 7;
    check(form <= 3, "form");
    check((c.flags & 8) == 0 || form >= 2, "steps");
    check((c.flags & 16) == 0 || form != 1, "base");
    if (form == 1) {
      c.same = octet();
      check(c.same < number, "same");
    } else if (form == 2) {
      c.mask = octet();
      c.rawMask = octet();
      check(c.mask != 0 && (c.mask | c.rawMask) == c.mask, "mask");
    } else if (form == 3) {
      int place = octet();
      c.lowest = place / 16;
      c.width = place % 16;
      check(c.width > 0 && c.lowest + c.width <= 8, "place");
    }
    if ((c.flags & 16) != 0) {
      c.base = little(octets(8));
    }
    boolean variable = (c.flags & 32) != 0;
    check(variable ? number >= firstWord : (c.flags & (64 | 128)) == 0, "variable");
    if (variable && (c.flags & 128) != 0) {
      c.sameStrings = octet();
      check(c.sameStrings < number && (columns[c.sameStrings].flags & 32) != 0, "same strings");
    } else if (variable) {
      c.stringBytes = (int) varint();
    }
    return c;
  }

  private long[] values(Column[] columns, Column c, int records) throws DataFormatException {
    if (c.same >= 0) {
      return columns[c.same].values;
    }
    long[] numbers = new long[records];
    for (int b = 0; b < 8; b++) {
      if ((c.mask & 1 << b) != 0) {
        boolean fromRaw = (c.rawMask & 1 << b) != 0;
        check(records <= (fromRaw ? raw.length - rawAt : body.length - at), "plane");
        for (int r = 0; r < records; r++) {
          numbers[r] += (long) ((fromRaw ? raw[rawAt++] : body[at++]) & 255) << (8 * b);
        }
      }
    }
    for (int r = 0; r < records && c.width > 0; r++) {
      numbers[r] = little(octets(c.width)) << (8 * c.lowest);
    }
    long before = c.base;
    for (int r = 0; r < records; r++) {
      if ((c.flags & 8) != 0) {
        long half = numbers[r] >>> 1;
        before += numbers[r] % 2 == 0 ? half : -half - 1;
        numbers[r] = before;
      } else {
        numbers[r] |= c.base;
      }
    }
    return numbers;
  }

  private int record(
      Column[] columns, int firstWord, int r, byte[] out, int start, int end, int restEnd)
      throws DataFormatException {
    int header = firstWord == 1 ? 4 : 12;
    int row = start + header;
    int words = columns.length - firstWord;
    int used = 8 * words;
    check(row + used <= end, "row");
    for (int w = 0; w < words; w++) {
      Column c = columns[firstWord + w];
      long value = c.values[r];
      if ((c.flags & 32) != 0 && value != 0 && value >>> 32 == 0) {
        check(value <= 1L << 31, "string");
        int bytes = (int) (value - 1);
        long takes = (bytes + 7L) / 8 * 8;
        if ((c.flags & 64) != 0 && takes < 16) {
          takes = 16;
        }
        check(bytes <= c.strings.length - c.stringsTaken, "strings");
        check(takes <= end - row - used, "room");
        System.arraycopy(c.strings, c.stringsTaken, out, row + used, bytes);
        c.stringsTaken += bytes;
        value = ((long) used << 32) + bytes;
        used += (int) takes;
      }
      for (int b = 0; b < 8; b++) {
        out[row + 8 * w + b] = (byte) (value >>> (8 * b));
      }
    }
    long excess = columns[0].values[r];
    check(excess >= 0 && excess <= (restEnd - at) / 8 && excess <= (end - row - used) / 8, "rest");
    System.arraycopy(octets((int) (8 * excess)), 0, out, row + used, (int) (8 * excess));
    used += (int) (8 * excess);
    for (int b = 0; b < 4; b++) {
      out[start + b] = (byte) (used >>> (24 - 8 * b));
    }
    for (int b = 0; b < 8 && header == 12; b++) {
      out[start + 4 + b] = (byte) (columns[1].values[r] >>> (56 - 8 * b));
    }
    return row + used;
  }

  private int octet() throws DataFormatException {
    check(at < body.length, "end");
    return body[at++] & 255;
  }

  private byte[] octets(int count) throws DataFormatException {
    check(count <= body.length - at, "end");
    at += count;
    return Arrays.copyOfRange(body, at - count, at);
  }

  private static long little(byte[] bytes) {
    long value = 0;
    for (int b = bytes.length - 1; b >= 0; b--) {
      value = value * 256 + (bytes[b] & 255);
    }
    return value;
  }

  private long varint() throws DataFormatException {
    long value = 0;
    for (int i = 0; i < 5; i++) {
      int b = octet();
      value += (long) (b & 127) << (7 * i);
      if (b < 128) {
        check(value < 1L << 31 && (b > 0 || i == 0), "varint");
        return value;
      }
    }
    throw new DataFormatException("varint");
  }

  private static void check(boolean holds, String what) throws DataFormatException {
    if (!holds) {
      throw new DataFormatException("not as the format says: " + what);
    }
  }
}
