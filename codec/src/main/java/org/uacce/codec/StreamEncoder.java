package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes compressed streams, one after the other, each from any number of writes. Between {@link
 * #finish} or {@link #reset} and the next write it holds no buffer, so it may rest in a pool for
 * ever.
 *
 * <p>One thread at a time. After an exception of the sink the stream is lost, and write and finish
 * refuse until {@link #reset} starts the next one.
 */
public sealed interface StreamEncoder permits MemberEncoder, BgzfEncoder {
  /** Adds bytes to the stream; writes to the sink whenever a block is full. */
  void write(byte[] bytes, int offset, int length, OutputStream sink) throws IOException;

  /** Ends the stream; the next write starts another. A stream without bytes is valid too. */
  void finish(OutputStream sink) throws IOException;

  /** Forgets a stream that was begun; what its sink got of it is not complete. */
  void reset();
}
