package org.uacce.codec.format;

/**
 * DEFLATE stored blocks (RFC 1951 §3.2.4), byte-aligned: how a standard stream carries what does
 * not shrink.
 */
public final class StoredBlocks {
  /** LEN is 16 bits. */
  private static final int MOST_BLOCK_BYTES = 0xffff;

  /** BFINAL, BTYPE and padding in one byte; LEN; NLEN. */
  private static final int HEADER_BYTES = 5;

  private StoredBlocks() {}

  /** Room for {@code bytes} of data; at least one block, since even no data needs a last block. */
  public static int encodedBytes(int bytes) {
    return bytes + HEADER_BYTES * Math.max(1, (bytes + MOST_BLOCK_BYTES - 1) / MOST_BLOCK_BYTES);
  }

  /** Room for {@code bytes} of data that come in so many pieces, each encoded by itself. */
  public static long mostEncodedBytes(int bytes, int pieces) {
    return bytes + (long) HEADER_BYTES * (bytes / MOST_BLOCK_BYTES + pieces);
  }

  /**
   * Writes data as stored blocks.
   *
   * @param last whether the last of them ends the DEFLATE stream
   * @return bytes written, {@link #encodedBytes}
   */
  public static int write(
      byte[] in, int inOffset, int bytes, boolean last, byte[] out, int outOffset) {
    int left = bytes;
    int from = inOffset;
    int to = outOffset;
    do {
      int count = Math.min(left, MOST_BLOCK_BYTES);
      left -= count;
      out[to] = (byte) (last && left == 0 ? 1 : 0);
      LittleEndian.putShort(out, to + 1, count);
      LittleEndian.putShort(out, to + 3, ~count);
      System.arraycopy(in, from, out, to + HEADER_BYTES, count);
      from += count;
      to += HEADER_BYTES + count;
    } while (left > 0);
    return to - outOffset;
  }
}
