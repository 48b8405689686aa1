package org.uacce.codec.rows;

/**
 * What the rows of a stream are taken for: {@code struct uz_rows_shape} of the native library. A
 * shape that does not fit costs size, never data.
 *
 * @param header bytes in front of each row: 4, or 12 in spill files of sorters
 * @param words words of 8 bytes in the fixed part, 1 to {@value #MOST_WORDS}
 * @param variable bit c: word c, of the first 64, is the offset and length of bytes behind the
 *     fixed part
 * @param variableAbove the same of the words from 64 on
 * @param reserving bit c: and those bytes take 16 at least, as wide decimals do
 * @param reservingAbove the same of the words from 64 on
 */
public record RowShape(
    int header, int words, long variable, long variableAbove, long reserving, long reservingAbove) {
  /** More are not filtered: a constant of the format. */
  public static final int MOST_WORDS = 128;

  /** Bytes in front of a row in a shuffle: its length. */
  public static final int LENGTH_HEADER = 4;

  /** The same in a sorter's spill file: length and sort key. */
  public static final int KEY_HEADER = 12;

  boolean isVariable(int word) {
    return ((word < 64 ? variable : variableAbove) >>> word & 1) != 0;
  }

  boolean isReserving(int word) {
    return ((word < 64 ? reserving : reservingAbove) >>> word & 1) != 0;
  }
}
