package org.uacce.scenarios;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Bytes from one stream to another in one thread: a read past what was written is the end. */
final class Pipe {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private byte[] taken = new byte[0];
  private int next;
  private boolean refusing;

  OutputStream sink() {
    return written;
  }

  void refuseReads() {
    refusing = true;
  }

  InputStream source() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return take(bytes, offset, length);
      }
    };
  }

  private int take(byte[] bytes, int offset, int length) throws IOException {
    if (refusing) {
      throw new IOException("refused");
    }
    if (next == taken.length) {
      taken = written.toByteArray();
      written.reset();
      next = 0;
    }
    int count = Math.min(length, taken.length - next);
    System.arraycopy(taken, next, bytes, offset, count);
    next += count;
    return count == 0 && length > 0 ? -1 : count;
  }
}
