package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;

/** One codec in both directions, as a program would call it. One thread at a time. */
interface StreamCodec {
  /** Compresses a stream of its own and closes it. */
  void write(byte[] stream, OutputStream sink) throws IOException;

  /**
   * Gives back what {@link #write} made of one stream.
   *
   * @param bytes of the stream, for codecs whose callers keep the size
   */
  void read(byte[] compressed, int bytes, OutputStream copy) throws IOException;
}
