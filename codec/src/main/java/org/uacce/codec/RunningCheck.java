package org.uacce.codec;

import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * The checksum and length that a format's trailer holds, computed by the CPU over the caller's own
 * bytes.
 */
final class RunningCheck {
  private final Checksum sum;
  private long bytes;

  RunningCheck(DeflateFormat format) {
    sum = format == DeflateFormat.GZIP ? new CRC32() : new Adler32();
  }

  void update(byte[] data, int offset, int length) {
    sum.update(data, offset, length);
    bytes += length;
  }

  int value() {
    return (int) sum.getValue();
  }

  long bytes() {
    return bytes;
  }

  void reset() {
    sum.reset();
    bytes = 0;
  }
}
