package org.uacce.codec.engine;

import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding.Ending;

/**
 * One software DEFLATE engine. Stateless towards its callers: any thread, any number at once. All
 * blocks are raw DEFLATE (RFC 1951) in heap arrays; wrappings and checksums are the formats'
 * business.
 */
sealed interface Tier permits NativeTier, JdkTier {
  /** Answer of {@link #compress} when the result does not fit: the caller stores the block. */
  int NO_SPACE = -1;

  /**
   * Answer of {@link #compress} when the engine itself failed: the input is untouched, another tier
   * may do it.
   */
  int FAILED = -2;

  /**
   * Compresses one block that refers to no bytes before it.
   *
   * @return bytes written from {@code outOffset}, {@link #NO_SPACE} or {@link #FAILED}
   */
  int compress(
      Ending ending,
      int level,
      boolean huffmanOnly,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes);

  /**
   * Inflates a complete DEFLATE stream whose end is known to lie inside the input.
   *
   * @param result receives consumed and produced bytes
   * @return false if the engine itself failed and another tier may do it
   * @throws MalformedDataException if it is no DEFLATE stream, is cut short, or holds more than
   *     {@code outBytes}
   */
  boolean inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes,
      InflateResult result)
      throws MalformedDataException;

  /** A new streaming inflater, or null when this tier cannot give one now. */
  StreamInflater openStream();
}
