package org.uacce.codec.format;

/**
 * The header of a BGZF member: a gzip header whose extra field BC states the member's length (SAM
 * format specification §4.1), so that whoever has one header has the next.
 */
public final class BgzfHeader {
  /** What {@link #write} writes; other writers may have further extra fields. */
  public static final int BYTES = 18;

  /** BSIZE has 16 bits and is the length less one. */
  public static final int MOST_MEMBER_BYTES = 1 << 16;

  /** What bgzip puts into a member: stored, with header and trailer, it still fits. */
  public static final int MOST_DATA_BYTES = 0xff00;

  /** Answer of {@link #memberBytes}: no such header is here. */
  public static final int NONE = -1;

  /** Answer of {@link #memberBytes}: there are too few bytes to tell. */
  public static final int CUT_SHORT = -2;

  private static final int FEXTRA = 4;
  private static final int FIXED_BYTES = 12;
  private static final int SUBFIELD_BYTES = 4;
  private static final int LEAST_DEFLATE_BYTES = 2;

  /** As bgzip writes it: no time, unknown system, one extra field of six bytes, BC of two. */
  private static final byte[] PLAIN = {
    0x1f, (byte) 0x8b, 8, FEXTRA, 0, 0, 0, 0, 0, (byte) 0xff, 6, 0, 'B', 'C', 2, 0, 0, 0
  };

  /** An empty member, which readers take for the sign that a file is whole. */
  private static final byte[] END = {
    0x1f,
    (byte) 0x8b,
    8,
    FEXTRA,
    0,
    0,
    0,
    0,
    0,
    (byte) 0xff,
    6,
    0,
    'B',
    'C',
    2,
    0,
    0x1b,
    0,
    3,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0
  };

  private BgzfHeader() {}

  /** The 28 bytes that end a file. */
  public static byte[] end() {
    return END.clone();
  }

  /**
   * Writes a header.
   *
   * @param memberBytes of the whole member, at most {@link #MOST_MEMBER_BYTES}
   */
  public static void write(byte[] out, int at, int memberBytes) {
    if (memberBytes > MOST_MEMBER_BYTES) {
      throw new IllegalArgumentException(
          "Cannot write a member: bytes=" + memberBytes + " most=" + MOST_MEMBER_BYTES);
    }
    System.arraycopy(PLAIN, 0, out, at, BYTES);
    LittleEndian.putShort(out, at + BYTES - 2, memberBytes - 1);
  }

  /**
   * The length of the member whose header begins at {@code at}.
   *
   * @param end of the bytes there are
   * @return {@link #NONE} or {@link #CUT_SHORT} without one
   */
  public static int memberBytes(byte[] in, int at, int end) {
    for (int i = 0; i < FEXTRA; i++) {
      if (at + i == end) {
        return CUT_SHORT;
      }
      if (in[at + i] != PLAIN[i]) {
        return NONE;
      }
    }
    if (end - at < FIXED_BYTES) {
      return CUT_SHORT;
    }
    int extraEnd = at + headerBytes(in, at);
    for (int next = at + FIXED_BYTES; next + SUBFIELD_BYTES <= extraEnd; ) {
      if (next + SUBFIELD_BYTES > end) {
        return CUT_SHORT;
      }
      int length = shortAt(in, next + 2);
      if (in[next] == 'B' && in[next + 1] == 'C' && length == 2) {
        if (next + SUBFIELD_BYTES + 2 > end) {
          return CUT_SHORT;
        }
        int bytes = shortAt(in, next + SUBFIELD_BYTES) + 1;
        return bytes >= extraEnd - at + LEAST_DEFLATE_BYTES + GzipHeader.TRAILER_BYTES
                && next + SUBFIELD_BYTES + 2 <= extraEnd
            ? bytes
            : NONE;
      }
      next += SUBFIELD_BYTES + length;
    }
    return NONE;
  }

  /** Bytes in front of the DEFLATE data of a member whose header begins at {@code at}. */
  public static int headerBytes(byte[] in, int at) {
    return FIXED_BYTES + shortAt(in, at + FIXED_BYTES - 2);
  }

  private static int shortAt(byte[] in, int at) {
    return (in[at] & 0xff) | (in[at + 1] & 0xff) << 8;
  }
}
