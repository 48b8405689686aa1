package org.uacce.codec.rows;

/** One column of a block: what its descriptor says, and where its values and strings are. */
final class RowColumn {
  /** Forms, in the low bits of a descriptor's first byte. */
  static final int CONSTANT = 0;

  static final int SAME = 1;
  static final int PLANES = 2;
  static final int PACKED = 3;
  static final int FORM = 7;

  /** Flags, in the same byte. */
  static final int STEPS = 1 << 3;

  static final int BASE = 1 << 4;
  static final int VARIABLE = 1 << 5;
  static final int RESERVING = 1 << 6;
  static final int SAME_STRINGS = 1 << 7;

  /** The longest descriptor: first byte, two of a form, base, varint. */
  static final int MOST_DESCRIPTOR_BYTES = 1 + 2 + 8 + 5;

  int form;
  int flags;

  /** PLANES: which bytes of a value have one, and which of those bypass DEFLATE. */
  int mask;

  int raw;

  /** PACKED: the lowest byte of a value that is there, and how many are. */
  int lowest;

  int width;

  /** SAME and SAME_STRINGS: the columns that have them. */
  int same;

  int sameStrings;

  long base;

  /** Where the values begin in the work's {@code values}. */
  int valuesAt;

  int stringsAt;
  int stringBytes;

  /** The encoder's: the bits in which values, and those in which steps, differ. */
  long varying;

  long steps;

  void reset(int valuesStart) {
    form = CONSTANT;
    flags = 0;
    mask = 0;
    raw = 0;
    lowest = 0;
    width = 0;
    same = 0;
    sameStrings = 0;
    base = 0;
    valuesAt = valuesStart;
    stringsAt = 0;
    stringBytes = 0;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Bytes that the values take for one record, raw planes included. */
  int valueBytes() {
    return switch (form) {
      case PLANES -> Integer.bitCount(mask);
      case PACKED -> width;
      default -> 0;
    };
  }
}
