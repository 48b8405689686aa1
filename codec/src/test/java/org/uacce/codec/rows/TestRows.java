package org.uacce.codec.rows;

import java.util.Random;

/**
 * Streams of records as Spark makes them, of random shapes: what {@code UnsafeRowWriter} lays out,
 * written here a second time.
 */
public final class TestRows {
  private final Random random;
  private final int header;
  private final int words;
  private final boolean[] variable;
  private final boolean[] reserving;
  private int records;

  /**
   * @param words of the fixed part, the null bits included
   */
  public TestRows(Random random, int header, int words) {
    this.random = random;
    this.header = header;
    this.words = words;
    variable = new boolean[words];
    reserving = new boolean[words];
    for (int c = 1; c < words; c++) {
      variable[c] = random.nextInt(3) == 0;
      reserving[c] = variable[c] && random.nextInt(4) == 0;
    }
  }

  /** What the rows have. */
  public RowShape shape() {
    long[] variables = new long[2];
    long[] reservings = new long[2];
    for (int c = 0; c < words; c++) {
      variables[c / 64] |= variable[c] ? 1L << c : 0;
      reservings[c / 64] |= reserving[c] ? 1L << c : 0;
    }
    return new RowShape(header, words, variables[0], variables[1], reservings[0], reservings[1]);
  }

  /** So many bytes of records, the last one cut short. */
  public byte[] bytes(int size) {
    byte[] out = new byte[size];
    int at = 0;
    while (at < size) {
      byte[] record = record();
      int part = Math.min(record.length, size - at);
      System.arraycopy(record, 0, out, at, part);
      at += part;
    }
    return out;
  }

  private byte[] record() {
    byte[][] strings = new byte[words][];
    int total = words * 8;
    for (int c = 0; c < words; c++) {
      if (variable[c] && random.nextInt(6) > 0) {
        strings[c] = new byte[random.nextInt(reserving[c] ? 17 : 30)];
        for (int i = 0; i < strings[c].length; i++) {
          strings[c][i] = (byte) ('a' + random.nextInt(1 + c % 5));
        }
        total += takes(c, strings[c]);
      }
    }
    byte[] out = new byte[header + total];
    Words.putLength(out, 0, total);
    if (header == RowShape.KEY_HEADER) {
      Words.putKey(out, 4, 5_000_000L + records);
    }
    int used = words * 8;
    for (int c = 0; c < words; c++) {
      if (!variable[c]) {
        Words.put(out, header + c * 8, number(c));
      } else if (strings[c] != null) {
        Words.put(out, header + c * 8, (long) used << 32 | strings[c].length);
        System.arraycopy(strings[c], 0, out, header + used, strings[c].length);
        used += takes(c, strings[c]);
      }
    }
    records++;
    return out;
  }

  private int takes(int word, byte[] string) {
    return Math.max(reserving[word] ? 16 : 0, Words.padded(string.length));
  }

  /** The kinds of numbers that columns hold; a column keeps its kind. */
  private long number(int column) {
    return switch (column % 7) {
      case 0 -> 0;
      case 1 -> 1_000_000L + records;
      case 2 -> random.nextLong();
      case 3 -> 8000 + random.nextInt(2500);
      case 4 -> Double.doubleToLongBits(random.nextInt(100000) / 100.0);
      case 5 -> -1000L * records;
      default -> records / 16 * 0x10001L;
    };
  }
}
