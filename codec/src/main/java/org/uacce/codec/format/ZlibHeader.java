package org.uacce.codec.format;

/** The two-byte header of a zlib stream (RFC 1950 §2.2). */
public final class ZlibHeader {
  public static final int BYTES = 2;

  /** Adler-32, big-endian. */
  public static final int TRAILER_BYTES = 4;

  /** CM 8 with a 32 KiB window. */
  private static final int CMF = 0x78;

  private static final int FDICT = 0x20;

  private ZlibHeader() {}

  /** Writes CMF and FLG; FLEVEL tells the level as zlib does, and nobody needs it. */
  public static int write(byte[] out, int at, int level) {
    int flevel = level < 2 ? 0 : level < 6 ? 1 : level == 6 ? 2 : 3;
    int flg = flevel << 6;
    flg += 31 - ((CMF << 8) + flg) % 31;
    out[at] = CMF;
    out[at + 1] = (byte) flg;
    return BYTES;
  }

  /** Why these two bytes are no header we can read, or null. */
  public static String refusal(int cmf, int flg) {
    if (((cmf << 8) + flg) % 31 != 0 || (cmf & 15) != 8 || cmf >>> 4 > 7) {
      return "not a zlib stream: cmf=" + cmf + " flg=" + flg;
    }
    return (flg & FDICT) == 0 ? null : "a preset dictionary is needed: flg=" + flg;
  }
}
