package org.uacce.codec.rows;

/**
 * Rows that are likely to take the filter alike: the same shape, and words of which about as many
 * bytes vary. The shape alone does not do: five doubles have that of five keys and dates, and the
 * filter loses on the one and halves the other.
 *
 * @param widths a number made of each word's width: constant, narrow or wide in a sample of rows
 */
record RowKind(RowShape shape, long widths) {}
