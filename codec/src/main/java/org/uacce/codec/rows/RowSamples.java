package org.uacce.codec.rows;

import java.util.Arrays;

/**
 * What a sample of a column's values says about the form that suits them. The rules are those of
 * {@code rows_columns.c}, so that both filters make the same bytes. Reads values only.
 */
final class RowSamples {
  private static final long HASH = 0x9e3779b97f4a7c15L;

  private RowSamples() {}

  /** Whether values, of which the bytes of a mask vary, are smaller as words than as planes. */
  static boolean betterPacked(RowWork work, RowColumn column, int mask, int records) {
    if (records < RowRules.SAMPLE_VALUES) {
      return true;
    }
    int at = column.valuesAt;
    int planesFrom = column.width == 2 ? RowRules.PLANES_FROM_OF_TWO_BYTES : RowRules.PLANES_FROM;
    if (different(work, at, records, RowRules.SAMPLE_VALUES, -1L) < planesFrom
        || repeats(work.values, at, records) >= RowRules.WORDS_FROM_REPEATS) {
      return true;
    }
    long tail = 0xffffffffL << (8 * column.lowest);
    return column.width >= RowRules.TAILED_WIDTH
        && (mask >> column.lowest & 0xf) == 0xf
        && records >= RowRules.SAMPLE_TAILS
        && different(work, at, records, RowRules.SAMPLE_TAILS, tail) < RowRules.PLANES_FROM_TAILS;
  }

  /** How many different ones there are of a sample of values, of which some bits are looked at. */
  private static int different(RowWork work, int at, int records, int sample, long bits) {
    int step = records / sample;
    int places = Integer.numberOfTrailingZeros(4 * sample);
    // Which of the sample's values have been seen, by their hash; 0 is an empty place.
    long[] seen = work.seenValues;
    Arrays.fill(seen, 0, 4 * sample, 0);
    int different = 0;
    for (int i = 0; i < sample; i++) {
      long value = (work.values[at + i * step] & bits) + 1;
      int place = (int) ((value * HASH) >>> (Long.SIZE - places));
      if (seen[place] != value) {
        seen[place] = value;
        different++;
      }
    }
    return different;
  }

  /** How many values of a sample equal the one before. */
  private static int repeats(long[] values, int at, int records) {
    int step = records / RowRules.SAMPLE_VALUES;
    int repeats = 0;
    for (int i = 1; i < RowRules.SAMPLE_VALUES; i++) {
      repeats += values[at + i * step] == values[at + i * step - 1] ? 1 : 0;
    }
    return repeats;
  }

  /**
   * Whether no byte is frequent and none follows itself often. Of random bytes there are {@code
   * count + count * (count - 1) / 256} squares, and {@code count / 256} repeats.
   *
   * @param shift of the byte in the values
   */
  static boolean looksRandom(RowWork work, int at, int records, int shift) {
    int count = Math.min(records, RowRules.RANDOM_SAMPLE);
    if (count < RowRules.LEAST_RANDOM_SAMPLE) {
      return false;
    }
    int mostSquares = (count + count * (count - 1) / 256) * 23 / 20;
    int[] seen = work.seenBytes;
    Arrays.fill(seen, 0);
    int squares = 0;
    int repeats = 0;
    int before = 256;
    int next = at + (records - count) / 2;
    int end = next + count;
    while (next < end) {
      // Most planes are not, and show it early: both sums only grow.
      int stop = Math.min(end, next + RowRules.RANDOM_LOOK);
      for (; next < stop; next++) {
        int value = (int) (work.values[next] >>> shift) & 0xff;
        squares += 2 * seen[value]++ + 1;
        repeats += value == before ? 1 : 0;
        before = value;
      }
      if (squares > mostSquares || repeats > count / 32) {
        return false;
      }
    }
    return true;
  }
}
