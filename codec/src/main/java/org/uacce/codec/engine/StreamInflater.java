package org.uacce.codec.engine;

import org.uacce.codec.MalformedDataException;

/**
 * Inflates one raw DEFLATE stream of unknown length piece by piece, and hands out the bytes around
 * it. All input goes through {@link #setInput}; a header in front of the stream and a trailer
 * behind it are taken with {@link #readByte}. One thread at a time. Closing gives back every
 * off-heap byte; a dropped instance gives them back when collected.
 */
public interface StreamInflater extends AutoCloseable {
  /** Gives input; the array is read, not copied, until {@link #remaining()} is 0. */
  void setInput(byte[] input, int offset, int bytes);

  /** Takes one byte that is not part of DEFLATE data; -1 when there is no input left. */
  int readByte();

  /**
   * Inflates as much as fits and the input allows.
   *
   * @return bytes written; 0 when input is needed or the stream has finished
   * @throws MalformedDataException with offset 0; the fault lies in front of what is {@link
   *     #remaining()} then
   */
  int inflate(byte[] out, int offset, int bytes) throws MalformedDataException;

  /** True when the last DEFLATE block has ended; input behind it is untouched. */
  boolean finished();

  /** Input bytes not used yet. */
  int remaining();

  @Override
  void close();
}
