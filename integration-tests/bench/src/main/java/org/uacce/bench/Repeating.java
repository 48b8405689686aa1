package org.uacce.bench;

import java.io.InputStream;

/** The same bytes over and over, as many at once as are asked for. */
final class Repeating extends InputStream {
  private final byte[] bytes;
  private int next;

  Repeating(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    int b = bytes[next] & 0xff;
    next = (next + 1) % bytes.length;
    return b;
  }

  @Override
  public int read(byte[] to, int at, int length) {
    int count = Math.min(length, bytes.length - next);
    System.arraycopy(bytes, next, to, at, count);
    next = (next + count) % bytes.length;
    return count;
  }

  @Override
  public int available() {
    return Integer.MAX_VALUE;
  }
}
