package org.uacce.codec;

import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.uacce.codec.format.Checksums;

/**
 * The checksum and length that a format's trailer holds, computed by the CPU over the caller's own
 * bytes.
 */
final class RunningCheck {
  private final DeflateFormat format;

  /** Of the bytes behind those that {@link #before} is of. */
  private final Checksum sum;

  private long sumBytes;
  private int before;
  private long beforeBytes;

  RunningCheck(DeflateFormat format) {
    this.format = format;
    sum = format == DeflateFormat.GZIP ? new CRC32() : new Adler32();
  }

  void update(byte[] data, int offset, int length) {
    sum.update(data, offset, length);
    sumBytes += length;
  }

  /** Adds a block whose own checksum is wanted too, and returns that. */
  int updateWhole(byte[] data, int length) {
    settle();
    update(data, 0, length);
    int own = (int) sum.getValue();
    settle();
    return own;
  }

  private void settle() {
    before = value();
    beforeBytes += sumBytes;
    sum.reset();
    sumBytes = 0;
  }

  int value() {
    int own = (int) sum.getValue();
    if (beforeBytes == 0) {
      return own;
    }
    return format == DeflateFormat.GZIP
        ? Checksums.joinCrc(before, own, sumBytes)
        : Checksums.joinAdler(before, own, sumBytes);
  }

  long bytes() {
    return beforeBytes + sumBytes;
  }

  void reset() {
    sum.reset();
    sumBytes = 0;
    before = 0;
    beforeBytes = 0;
  }
}
