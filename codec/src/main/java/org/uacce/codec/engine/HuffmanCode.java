package org.uacce.codec.engine;

import java.util.Arrays;

/**
 * A canonical Huffman code (RFC 1951 section 3.2.2), made to decode with. One thread, unless nobody
 * builds it any more.
 */
final class HuffmanCode {
  /** Answers of {@link #decode}. */
  static final int MORE_BITS = -1;

  static final int NO_CODE = -2;

  private static final int MOST_BITS = 15;

  /** Codes up to this length are looked up; longer ones, which are rare, are searched for. */
  private static final int QUICK_BITS = 9;

  private final short[] quick = new short[1 << QUICK_BITS];
  private final short[] counts = new short[MOST_BITS + 1];
  private final short[] firstAt = new short[MOST_BITS + 2];
  private final short[] symbols;

  /**
   * @param most symbols
   */
  HuffmanCode(int most) {
    symbols = new short[most];
  }

  /**
   * Builds the code.
   *
   * @param lengths of the symbols' codes, from {@code from}; 0 for none
   * @return codes of the longest length that are left over: 0 for a complete code, negative for one
   *     that cannot be
   */
  int build(byte[] lengths, int from, int symbolCount) {
    Arrays.fill(counts, (short) 0);
    for (int i = 0; i < symbolCount; i++) {
      counts[lengths[from + i]]++;
    }
    counts[0] = 0;
    int left = 1;
    for (int length = 1; length <= MOST_BITS; length++) {
      left = 2 * left - counts[length];
      firstAt[length + 1] = (short) (firstAt[length] + counts[length]);
      if (left < 0) {
        return left;
      }
    }
    short[] next = firstAt.clone();
    for (int i = 0; i < symbolCount; i++) {
      if (lengths[from + i] != 0) {
        symbols[next[lengths[from + i]]++] = (short) i;
      }
    }
    fillQuick();
    return left;
  }

  /** How long the longest code is, of those there are. */
  int mostBits() {
    int length = MOST_BITS;
    while (length > 0 && counts[length] == 0) {
      length--;
    }
    return length;
  }

  private void fillQuick() {
    Arrays.fill(quick, (short) 0);
    int code = 0;
    for (int length = 1; length <= QUICK_BITS; length++) {
      for (int i = 0; i < counts[length]; i++) {
        int symbol = symbols[firstAt[length] + i];
        // Codes are packed from their most significant bit, and bits are read from the least.
        int bits = Integer.reverse(code) >>> (Integer.SIZE - length);
        for (; bits < quick.length; bits += 1 << length) {
          quick[bits] = (short) (symbol << 4 | length);
        }
        code++;
      }
      code <<= 1;
    }
  }

  /**
   * Finds the symbol at the front of some bits.
   *
   * @param bits the next one is the least significant; those from {@code have} on are 0
   * @return {@code symbol << 4 | length of its code}, {@link #MORE_BITS} or {@link #NO_CODE}
   */
  int decode(int bits, int have) {
    int found = quick[bits & quick.length - 1];
    if (found != 0) {
      return (found & 15) <= have ? found : MORE_BITS;
    }
    int code = 0;
    int first = 0;
    for (int length = 1; length <= MOST_BITS; length++) {
      if (length > have) {
        return MORE_BITS;
      }
      code |= bits >>> (length - 1) & 1;
      if (code - first < counts[length]) {
        return symbols[firstAt[length] + code - first] << 4 | length;
      }
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    return NO_CODE;
  }
}
