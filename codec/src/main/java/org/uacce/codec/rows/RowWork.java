package org.uacce.codec.rows;

/**
 * The arrays that filtering one block needs, either way; kept from block to block so that a block
 * allocates nothing. One thread at a time.
 */
public final class RowWork {
  /** The excess, the sort keys and the words. */
  static final int MOST_COLUMNS = 2 + RowShape.MOST_WORDS;

  final RowColumn[] columns = new RowColumn[MOST_COLUMNS];

  /** Where each row begins, its length, and how much of it is accounted for. */
  int[] at = {};

  int[] bytes = {};
  int[] used = {};

  long[] values = {};
  byte[] strings = {};

  /** Of the samples that choose a form. */
  final long[] seenValues = new long[4 * RowRules.SAMPLE_TAILS];

  final int[] seenBytes = new int[256];

  /** Of the decoder's variable columns: where the next string is, and the end of them. */
  final int[] variable = new int[RowShape.MOST_WORDS];

  final int[] stringsAt = new int[RowShape.MOST_WORDS];
  final int[] stringsEnd = new int[RowShape.MOST_WORDS];

  public RowWork() {
    for (int i = 0; i < MOST_COLUMNS; i++) {
      columns[i] = new RowColumn();
    }
  }

  /** Bytes that are held now. */
  public long heldBytes() {
    return 12L * at.length + 8L * values.length + strings.length;
  }

  void needRecords(int most) {
    if (at.length < most) {
      at = new int[most];
      bytes = new int[most];
      used = new int[most];
    }
  }

  void needStrings(int most) {
    if (strings.length < most) {
      strings = new byte[most];
    }
  }

  /** Lays out the columns' values; values are left over from earlier blocks. */
  void needColumns(int count, int records) {
    int stride = stride(records);
    if (values.length < count * stride) {
      values = new long[count * stride];
    }
    for (int i = 0; i < count; i++) {
      columns[i].reset(i * stride);
    }
  }

  /**
   * From one column's values to the next's: an odd number of cache lines, so that the words of a
   * row are in different cache sets whatever the number of records.
   */
  private static int stride(int records) {
    return (records + 7) / 16 * 16 + 8;
  }
}
