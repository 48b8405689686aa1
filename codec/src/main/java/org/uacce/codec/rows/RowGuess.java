package org.uacce.codec.rows;

/**
 * Guesses what the rows at the start of some bytes look like. It knows UnsafeRow's layout: a row's
 * first string lies just behind the fixed part, each next one behind the string before it in the
 * order of the fields, and the last one ends the row. One thread; reads only.
 */
final class RowGuess {
  private final byte[] in;
  private final int[] at = new int[RowRules.SAMPLE_ROWS];
  private final int[] bytes = new int[RowRules.SAMPLE_ROWS];
  private int rows;

  private RowGuess(byte[] in) {
    this.in = in;
  }

  /**
   * The kind of the rows that begin at {@code first}, or null if they are none.
   *
   * @param header of the records, as {@link RowShape#header()}
   */
  static RowKind of(byte[] in, int inBytes, int first, int header) {
    RowGuess guess = new RowGuess(in);
    RowShape shape = guess.takeRows(inBytes, first, header) ? guess.shape(header) : null;
    return shape == null ? null : new RowKind(shape, guess.widths(shape));
  }

  /** A number of the width of each word that is no offset: constant, narrow or wide. */
  private long widths(RowShape shape) {
    long widths = 0;
    for (int c = 0; c < shape.words(); c++) {
      int width = shape.isVariable(c) ? 0 : width(c, shape.words() * Words.WORD);
      widths = 31 * widths + (width == 0 ? 0 : width <= Words.WORD / 2 ? 1 : 2);
    }
    return widths;
  }

  /** How many bytes of a word vary, over the rows that have at least so many bytes. */
  private int width(int word, int least) {
    long varying = 0;
    for (int i = 1; i < rows; i++) {
      if (bytes[i] >= least && bytes[i - 1] >= least) {
        varying |= wordAt(i, word) ^ wordAt(i - 1, word);
      }
    }
    int width = 0;
    for (; varying != 0; varying >>>= Byte.SIZE) {
      width += (varying & 0xff) != 0 ? 1 : 0;
    }
    return width;
  }

  /** Takes a sample of the first rows, evenly; false when they are none, or too few. */
  private boolean takeRows(int inBytes, int first, int header) {
    int most = (inBytes - first) / (header + Words.WORD);
    int[] starts = new int[Math.max(0, Math.min(RowRules.WALKED_ROWS, most))];
    int walked = walk(inBytes, first, header, starts);
    int every = Math.max(1, walked / RowRules.SAMPLE_ROWS);
    for (int i = 0; i < walked && rows < RowRules.SAMPLE_ROWS; i += every) {
      at[rows] = starts[i] + header;
      bytes[rows++] = Words.lengthAt(in, starts[i]);
    }
    return walked >= RowRules.LEAST_ROWS;
  }

  /** Finds the first records; returns how many there are, up to as many as are wanted. */
  private int walk(int inBytes, int first, int header, int[] starts) {
    int next = first;
    int walked = 0;
    while (walked < starts.length && inBytes - next >= header) {
      int length = Words.lengthAt(in, next);
      // What is no length may end rows, as it does in the results that are sent to the driver.
      if (length < Words.WORD
          || length % Words.WORD != 0
          || length > RowRules.MOST_ROW_BYTES
          || length > inBytes - next - header) {
        break;
      }
      starts[walked++] = next;
      next += header + length;
    }
    return walked;
  }

  private RowShape shape(int header) {
    for (int slack = 0; slack <= RowRules.MOST_SLACK_BYTES; slack += RowRules.MOST_SLACK_BYTES) {
      for (int words = candidate(0); words > 0; words = candidate(words)) {
        RowShape shape = with(header, words);
        if ((shape.variable() | shape.variableAbove()) != 0 && fits(shape, slack)) {
          return shape;
        }
      }
    }
    for (int i = 1; i < rows; i++) {
      if (bytes[i] != bytes[0]) {
        return null;
      }
    }
    int words = bytes[0] / Words.WORD;
    return words <= RowShape.MOST_WORDS ? new RowShape(header, words, 0, 0, 0, 0) : null;
  }

  /** The smallest offset above so many words that some word of the rows may be; 0 for none. */
  private int candidate(int above) {
    int best = 0;
    for (int i = 0; i < rows; i++) {
      int most = Math.min(bytes[i] / Words.WORD, RowShape.MOST_WORDS);
      // What a word points to is behind it: the best so far ends the search.
      for (int c = 0; c < most && (best == 0 || c < best); c++) {
        long word = wordAt(i, c);
        long offset = word >>> 32;
        long words = offset / Words.WORD;
        if (offset % Words.WORD == 0
            && words > Math.max(above, c)
            && words <= RowShape.MOST_WORDS
            && offset + (word & 0xffffffffL) <= bytes[i]
            && (best == 0 || words < best)) {
          best = (int) words;
        }
      }
    }
    return best;
  }

  private long wordAt(int row, int word) {
    return Words.at(in, at[row] + word * Words.WORD);
  }

  /** Which words are variable, and which reserve 16 bytes, if the fixed part has so many words. */
  private RowShape with(int header, int words) {
    long[] variable = new long[2];
    long[] reserving = new long[2];
    for (int i = 0; i < rows; i++) {
      if (bytes[i] >= words * Words.WORD) {
        follow(i, words, variable, reserving);
      }
    }
    for (int c = 0; c < words; c++) {
      for (int i = 0; i < rows; i++) {
        if (bytes[i] >= words * Words.WORD && isNoOffset(wordAt(i, c))) {
          variable[c / 64] &= ~(1L << c % 64);
        }
      }
    }
    return new RowShape(
        header,
        words,
        variable[0],
        variable[1],
        reserving[0] & variable[0],
        reserving[1] & variable[1]);
  }

  private static boolean isNoOffset(long word) {
    return word != 0 && word >>> 32 == 0;
  }

  /** Marks the words of one row that point to where the string before them ends. */
  private void follow(int row, int words, long[] variable, long[] reserving) {
    int used = words * Words.WORD;
    int before = -1;
    int taken = 0;
    for (int c = 0; c < words; c++) {
      long word = wordAt(row, c);
      long offset = word >>> 32;
      if (offset == 0) {
        continue;
      }
      // A gap that fills 16 bytes up belongs to the string in front of it.
      if (before >= 0 && offset > used && taken + offset - used == 2 * Words.WORD) {
        reserving[before / 64] |= 1L << before % 64;
        used = (int) offset;
      }
      int length = (int) word;
      if (offset == used && length >= 0 && length <= bytes[row] - used) {
        taken = Words.padded(length);
        used += taken;
        variable[c / 64] |= 1L << c % 64;
        before = c;
      }
    }
    if (before >= 0 && taken + bytes[row] - used == 2 * Words.WORD && used < bytes[row]) {
      reserving[before / 64] |= 1L << before % 64;
    }
  }

  /** Whether every row is accounted for but for some bytes at its end. */
  private boolean fits(RowShape shape, int slack) {
    for (int i = 0; i < rows; i++) {
      int left = bytes[i] - shape.words() * Words.WORD;
      for (int c = 0; c < shape.words() && left > 0; c++) {
        if (!shape.isVariable(c)) {
          continue;
        }
        long word = wordAt(i, c);
        int length = (int) word;
        int takes = shape.isReserving(c) ? 2 * Words.WORD : 0;
        if (word >>> 32 == bytes[i] - left && length >= 0 && length <= left) {
          left -= Math.max(takes, Words.padded(length));
        }
      }
      if (left < 0 || left > slack) {
        return false;
      }
    }
    return true;
  }
}
