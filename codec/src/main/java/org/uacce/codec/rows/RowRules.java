package org.uacce.codec.rows;

/**
 * Every number that the filter's choices depend on, each with its reason. None is part of the
 * format: a reader needs none of them.
 */
final class RowRules {
  /**
   * Rows looked at to guess a shape. A wrong guess costs size only, and 24 rows were enough on
   * every corpus of real shuffles that was measured.
   */
  static final int SAMPLE_ROWS = 24;

  /**
   * They are taken evenly from so many first rows: a column that is null in all of them is not seen
   * to be a string, and neighbours are often alike. Walking over the rows takes a microsecond.
   */
  static final int WALKED_ROWS = 16 * SAMPLE_ROWS;

  /** Fewer rows are no sample, and the body's own overhead eats what little they would gain. */
  static final int LEAST_ROWS = 8;

  /** A length above this is none: rows that long are not made of columns. */
  static final int MOST_ROW_BYTES = 16 << 20;

  /**
   * What may be left of a row behind its last string on the second try: something that is no string
   * and takes up to 16 bytes, as a wide decimal does.
   */
  static final int MOST_SLACK_BYTES = 16;

  /**
   * A shape that does not fit a block is guessed anew from that block, at most this often in a
   * stream: rows that change more often have no shape worth a name.
   */
  static final int MOST_GUESSES = 4;

  /**
   * One block in so many of each kind is compressed both ways, and those up to the next follow the
   * winner. No sample is as good: rows that repeat within themselves shrink better as they are, but
   * only in blocks above the 32 KiB window of DEFLATE, which no sample shows. At first a trial
   * costs 5 to 9 % of the time to compress, by the kind's ratio; while the trials end alike, a
   * quarter of that: rows that change are noticed within 32 MiB.
   */
  static final int LEAST_TRIAL_DISTANCE = 32;

  static final int MOST_TRIAL_DISTANCE = 128;

  /**
   * A block of less than this part of the full size, a quarter, follows the last trial and is none:
   * what is lost in large blocks does not show in small ones.
   */
  static final int TRIAL_PART = 4;

  /**
   * Kinds of rows that are remembered in a JVM. A job has some dozens; a JVM that has seen more
   * begins again, which costs a trial for each kind.
   */
  static final int MOST_KINDS = 4096;

  /**
   * Values looked at to tell words from planes, and how many different ones make them planes:
   * repeated values are matches as words, and none as planes. Of two bytes a match has to be two
   * values long, so fewer must be different. These numbers and those below are in rows_columns.c
   * too.
   */
  static final int SAMPLE_VALUES = 64;

  static final int PLANES_FROM = 48;
  static final int PLANES_FROM_OF_TWO_BYTES = 40;

  /**
   * So many of them that equal the value before make words of any column: what is repeated within a
   * few records is one match as words, and one in each plane. A column of orders joined with their
   * lines was 1.7 times as large as planes.
   */
  static final int WORDS_FROM_REPEATS = 24;

  /**
   * A wide value may be new and its low 4 bytes not, though all of them vary: fractions in binary
   * of what people write in decimals have few. Prices were 2.3 times as large as planes.
   */
  static final int TAILED_WIDTH = 6;

  static final int SAMPLE_TAILS = 4 * SAMPLE_VALUES;
  static final int PLANES_FROM_TAILS = 224;

  /**
   * A plane whose middle looks random in so many bytes is not worth DEFLATE's time. With fewer the
   * guess is bad, and little is gained. Every so many of them it is seen whether more are needed.
   */
  static final int RANDOM_SAMPLE = 512;

  static final int LEAST_RANDOM_SAMPLE = 256;
  static final int RANDOM_LOOK = 32;

  private RowRules() {}
}
