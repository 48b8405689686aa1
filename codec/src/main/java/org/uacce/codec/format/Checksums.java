package org.uacce.codec.format;

/** Joins the checksums of two runs of bytes into that of both, without the bytes. */
public final class Checksums {
  /** CRC-32's polynomial with the lowest power in the highest bit (RFC 1952 section 8). */
  private static final int POLYNOMIAL = 0xedb88320;

  private static final int X_TO_THE_0 = 1 << 31;
  private static final int X_TO_THE_8 = 1 << 23;

  /** The largest prime below 65536 (RFC 1950 section 9). */
  private static final int ADLER_BASE = 65521;

  private Checksums() {}

  /**
   * CRC-32 of bytes that are followed by others.
   *
   * @param second CRC-32 of the others, {@code secondBytes} long
   */
  public static int joinCrc(int first, int second, long secondBytes) {
    return multiply(first, xToTheEighth(secondBytes)) ^ second;
  }

  /** As {@link #joinCrc}, of Adler-32. */
  public static int joinAdler(int first, int second, long secondBytes) {
    long low = (first & 0xffff) + ADLER_BASE - 1L;
    long high = (first >>> 16) + (second >>> 16) + secondBytes % ADLER_BASE * (low % ADLER_BASE);
    low += second & 0xffff;
    return (int) (high % ADLER_BASE << 16 | low % ADLER_BASE);
  }

  /** What a CRC becomes by so many bytes of zeros behind it: a multiplication by x^(8 bytes). */
  private static int xToTheEighth(long bytes) {
    int product = X_TO_THE_0;
    int square = X_TO_THE_8;
    for (long left = bytes; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        product = multiply(product, square);
      }
      square = multiply(square, square);
    }
    return product;
  }

  /** The product of two polynomials over GF(2), modulo CRC-32's. */
  private static int multiply(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = X_TO_THE_0; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
    }
    return product;
  }
}
