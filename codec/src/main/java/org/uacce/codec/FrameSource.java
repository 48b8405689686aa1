package org.uacce.codec;

import java.io.IOException;

/** Where the frames of a {@link FrameInputStream} come from, one after the other. One thread. */
interface FrameSource {
  /** Reads the next frame's header: everything but the payload; false at the clean end. */
  boolean next(Frame frame) throws IOException;

  /** What can be read without waiting, as far as the source knows; 0 where it cannot tell. */
  int available();

  /** Reads the payload that follows the last header. */
  void readPayload(Frame frame) throws IOException;

  void close() throws IOException;
}
