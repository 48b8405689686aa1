package org.uacce.codec.rows;

/**
 * What an output stream knows of its rows: their shape, and where in the next block the first
 * record begins. A stream whose start is no run of records is left alone from then on. One thread.
 */
public final class RowStream {
  private static final int LENGTH_BYTES = Integer.BYTES;

  private boolean begun;
  private RowShape shape;
  private RowTrials trials;
  private int guesses;

  /** Bytes of the next block in front of its first record, if {@link #cutLength} is 0. */
  private long toNextRecord;

  /** Where the last block ended inside a length: its bytes there, and how many. */
  private int cutBytes;

  private int cutLength;

  /** Looks at the first bytes of the stream; afterwards {@link #isRows} is final but for damage. */
  public void begin(byte[] in, int bytes) {
    if (begun) {
      return;
    }
    begun = true;
    accept(RowGuess.of(in, bytes, 0, RowShape.LENGTH_HEADER));
    if (shape == null) {
      // A spill file of a sorter begins with the number of its records.
      accept(RowGuess.of(in, bytes, LENGTH_BYTES, RowShape.KEY_HEADER));
      toNextRecord = LENGTH_BYTES;
    }
  }

  /** Whether {@link #begin} has been called. */
  public boolean hasBegun() {
    return begun;
  }

  /** Whether the stream is made of records with rows, as far as is known. */
  public boolean isRows() {
    return shape != null;
  }

  /** What the rows are taken for; not null while {@link #isRows}. */
  public RowShape shape() {
    return shape;
  }

  public RowTrials trials() {
    return trials;
  }

  private void accept(RowKind guess) {
    shape = guess == null ? null : guess.shape();
    trials = guess == null ? null : RowTrials.of(guess);
    guesses++;
  }

  /**
   * Where the first record of the next block begins.
   *
   * @return -1 when none does, or the stream is not rows; then the block is left as it is
   */
  public int first(byte[] in, int bytes) {
    if (shape == null) {
      return -1;
    }
    if (cutLength > 0) {
      int missing = LENGTH_BYTES - cutLength;
      if (bytes < missing) {
        giveUp();
        return -1;
      }
      int length = cutBytes;
      for (int i = 0; i < missing; i++) {
        length = (length << 8) | (in[i] & 0xff);
      }
      toNextRecord = toNext(length, cutLength);
      cutLength = 0;
    }
    return shape != null && toNextRecord < bytes ? (int) toNextRecord : -1;
  }

  /**
   * Guesses the shape anew from a block that it did not fit.
   *
   * @return whether there is another one to try
   */
  public boolean guessAgain(byte[] in, int bytes) {
    RowKind guess =
        guesses < RowRules.MOST_GUESSES
            ? RowGuess.of(in, bytes, (int) toNextRecord, shape.header())
            : null;
    boolean another = guess != null && !guess.shape().equals(shape);
    if (another) {
      accept(guess);
    }
    return another;
  }

  /**
   * A block has been filtered.
   *
   * @param body whose third number is how many bytes of the block are behind its last record
   */
  public void filtered(byte[] in, int bytes, byte[] body, int bodyAt) {
    int at = bodyAt;
    int tail = 0;
    for (int number = 0; number < 3; number++) {
      tail = 0;
      int shift = 0;
      do {
        tail |= (body[at] & 0x7f) << shift;
        shift += 7;
      } while (body[at++] < 0);
    }
    endsAt(in, bytes, bytes - tail);
  }

  /** A block has been left as it is. */
  public void passed(byte[] in, int bytes) {
    if (shape == null) {
      return;
    }
    long at = toNextRecord;
    int header = shape.header();
    while (shape != null && bytes - at >= header) {
      long next = at + toNext(Words.lengthAt(in, (int) at), 0);
      if (shape == null || next > bytes) {
        break;
      }
      at = next;
    }
    if (shape != null) {
      endsAt(in, bytes, at);
    }
  }

  /** The last whole record of a block ends at {@code end}, or the next one begins there. */
  private void endsAt(byte[] in, int bytes, long end) {
    int left = (int) Math.max(0, bytes - end);
    if (end >= bytes) {
      toNextRecord = end - bytes;
    } else if (left >= LENGTH_BYTES) {
      toNextRecord = toNext(Words.lengthAt(in, (int) end), left);
    } else {
      cutBytes = 0;
      for (int i = (int) end; i < bytes; i++) {
        cutBytes = (cutBytes << 8) | (in[i] & 0xff);
      }
      cutLength = left;
    }
  }

  /** From the place where {@code taken} bytes of a record have passed to the next record. */
  private long toNext(int length, int taken) {
    if (length < Words.WORD || length % Words.WORD != 0 || length > RowRules.MOST_ROW_BYTES) {
      giveUp();
      return 0;
    }
    return (long) shape.header() + length - taken;
  }

  private void giveUp() {
    shape = null;
    trials = null;
  }
}
