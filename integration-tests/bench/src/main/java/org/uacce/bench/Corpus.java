package org.uacce.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** The kinds of data that are measured. Equal seed and size give equal bytes. */
public enum Corpus {
  /** TPC-H lineitem rows as text, a line each. */
  TEXT,
  /** The same rows as Spark shuffles them, {@link ShuffleRows}. */
  SHUFFLE,
  /** Plain pages of their columns, {@link ColumnPages}. */
  PLAIN,
  /** Dictionary pages of their columns: bit-packed indices, which hardly shrink. */
  DICTIONARY,
  /** Log lines as JSON. */
  JSON,
  /** What does not shrink at all; in no mean. */
  RANDOM;

  /** A name for tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Generates exactly {@code size} bytes. */
  public byte[] generate(long seed, int size) {
    Sink sink = new Sink(size);
    switch (this) {
      case TEXT -> {
        LineItems rows = new LineItems(seed);
        while (!sink.full()) {
          sink.ascii(rows.next().toLine());
          sink.number('\n', 1);
        }
      }
      case SHUFFLE -> ShuffleRows.write(new LineItems(seed), sink);
      case PLAIN -> ColumnPages.writePlain(new LineItems(seed), sink);
      case DICTIONARY -> ColumnPages.writeDictionary(new LineItems(seed), sink);
      case JSON -> JsonLog.write(new Random(seed), sink);
      case RANDOM -> {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
      }
    }
    return sink.bytes();
  }

  /** Takes bytes until it is full and drops the rest. */
  static final class Sink {
    private final byte[] bytes;
    private int count;

    Sink(int size) {
      bytes = new byte[size];
    }

    boolean full() {
      return count == bytes.length;
    }

    int bytesWanted() {
      return bytes.length;
    }

    int count() {
      return count;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, count);
    }

    void ascii(String text) {
      for (int i = 0; i < text.length(); i++) {
        number(text.charAt(i), 1);
      }
    }

    void all(Sink other) {
      int taken = Math.min(other.count, bytes.length - count);
      System.arraycopy(other.bytes, 0, bytes, count, taken);
      count += taken;
    }

    /** A little-endian number of {@code width} bytes. */
    void number(long value, int width) {
      for (int i = 0; i < width && !full(); i++) {
        bytes[count++] = (byte) (value >>> (8 * i));
      }
    }

    void zeros(int bytesOfZero) {
      for (int i = 0; i < bytesOfZero; i++) {
        number(0, 1);
      }
    }
  }
}
