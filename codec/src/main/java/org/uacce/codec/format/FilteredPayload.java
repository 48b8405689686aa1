package org.uacce.codec.format;

/**
 * The parts of a filtered frame's payload, as {@code docs/format.md} lays them out: lengths checked
 * against each other and the limits of the format before anything is allocated for them. One
 * thread; reused from frame to frame.
 */
public final class FilteredPayload {
  /** The most in front of the body: two lengths of up to 4 bytes and a CRC-32. */
  public static final int MOST_PREFIX_BYTES = 4 + 4 + 4;

  private int at;
  private int originalBytes;
  private int originalCrc;
  private int rawAt;
  private int rawBytes;
  private int dataAt;
  private int dataBytes;
  private int bodyBytes;
  private int bodyCrc;

  /** Bytes in front of the body of a frame with these lengths. */
  public static int prefixBytes(int originalBytes, int rawBytes) {
    return ShuffleFrame.varintBytes(originalBytes)
        + Integer.BYTES
        + ShuffleFrame.varintBytes(rawBytes);
  }

  /** Writes what is in front of the body; returns where that begins. */
  public static int writePrefix(byte[] out, int offset, int original, int crc, int raw) {
    int next = ShuffleFrame.writeVarint(out, offset, original);
    LittleEndian.putInt(out, next, crc);
    return ShuffleFrame.writeVarint(out, next + Integer.BYTES, raw);
  }

  /** Takes a payload apart; returns why it cannot be one, or null. */
  public String parse(byte[] payload, int payloadBytes, int kind) {
    at = 0;
    int trailer =
        kind == ShuffleFrame.STORED
            ? ShuffleFrame.STORED_TRAILER_BYTES
            : ShuffleFrame.BODY_TRAILER_BYTES;
    originalBytes = takeVarint(payload, payloadBytes);
    if (originalBytes < 1 || originalBytes > ShuffleFrame.MOST_ORIGINAL_BYTES) {
      return "impossible original length: bytes="
          + originalBytes
          + " least=1 most="
          + ShuffleFrame.MOST_ORIGINAL_BYTES;
    }
    if (at + Integer.BYTES > payloadBytes) {
      return "filtered payload is cut short: bytes=" + payloadBytes;
    }
    originalCrc = LittleEndian.intAt(payload, at);
    at += Integer.BYTES;
    rawBytes = takeVarint(payload, payloadBytes);
    dataAt = at;
    int left = payloadBytes - at - trailer;
    if (rawBytes < 0 || rawBytes > left) {
      return "impossible length of raw planes: bytes=" + rawBytes + " most=" + left;
    }
    dataBytes = left - rawBytes;
    rawAt = dataAt + dataBytes + trailer;
    bodyCrc = LittleEndian.intAt(payload, dataAt + dataBytes);
    long body =
        kind == ShuffleFrame.STORED
            ? dataBytes
            : Integer.toUnsignedLong(LittleEndian.intAt(payload, rawAt - Integer.BYTES));
    long most = originalBytes - (long) rawBytes;
    if (kind == ShuffleFrame.DEFLATE) {
      most = Math.min(most, (long) dataBytes * ShuffleFrame.MOST_EXPANSION);
    }
    if (body < 1 || body > most) {
      return "impossible length of filtered data: bytes=" + body + " least=1 most=" + most;
    }
    bodyBytes = (int) body;
    return null;
  }

  /** A number of at most 4 bytes in its shortest form; -1 if there is none. */
  private int takeVarint(byte[] in, int end) {
    int value = 0;
    for (int shift = 0; shift < 28 && at < end; shift += 7) {
      int b = in[at++];
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return b == 0 && shift > 0 ? -1 : value;
      }
    }
    return -1;
  }

  /** Why what was inflated is not the body that the payload declares, or null if it is. */
  public String bodyRefusal(int consumed, int produced, int crc) {
    if (consumed != dataBytes || produced != bodyBytes) {
      return "lengths do not agree: consumed="
          + consumed
          + " declared="
          + dataBytes
          + " produced="
          + produced
          + " declared="
          + bodyBytes;
    }
    return crc == bodyCrc
        ? null
        : "wrong CRC-32 of the filtered data: computed="
            + Integer.toHexString(crc)
            + " stored="
            + Integer.toHexString(bodyCrc);
  }

  public int originalBytes() {
    return originalBytes;
  }

  public int originalCrc() {
    return originalCrc;
  }

  /** Where the raw planes begin in the payload. */
  public int rawAt() {
    return rawAt;
  }

  public int rawBytes() {
    return rawBytes;
  }

  /** Where the body's DEFLATE data, or its stored bytes, begin in the payload. */
  public int dataAt() {
    return dataAt;
  }

  public int dataBytes() {
    return dataBytes;
  }

  /** The filtered body's length, inflated. */
  public int bodyBytes() {
    return bodyBytes;
  }

  public int bodyCrc() {
    return bodyCrc;
  }
}
