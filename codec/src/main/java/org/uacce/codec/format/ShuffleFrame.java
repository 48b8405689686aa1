package org.uacce.codec.format;

import org.uacce.codec.CodecConfig;

/**
 * The header of a shuffle frame, as {@code docs/format.md} specifies it: a kind byte and the
 * payload length. Constants and arithmetic only.
 */
public final class ShuffleFrame {
  /** Version in the kind byte. It is not 0, so that a run of zero bytes is no frame. */
  static final int VERSION = 1;

  private static final int VERSION_SHIFT = 6;
  private static final int KIND_SHIFT = 4;
  private static final int KIND_MASK = 3;
  private static final int FILTER_MASK = 15;

  /** Filter of a frame whose payload is that of its kind. */
  public static final int NO_FILTER = 0;

  /** Filter of a frame whose payload holds rows by columns. */
  public static final int ROW_FILTER = 1;

  /** Kind of a frame whose payload is the bytes themselves and their CRC-32. */
  public static final int STORED = 0;

  /** Kind of a frame whose payload is a gzip body: DEFLATE data, CRC-32, ISIZE. */
  public static final int DEFLATE = 1;

  /** The original bytes of a frame: at least 1, at most this. */
  public static final int MOST_ORIGINAL_BYTES = CodecConfig.MAX_BLOCK_BYTES;

  /** CRC-32 behind stored bytes. */
  public static final int STORED_TRAILER_BYTES = 4;

  /** CRC-32 and ISIZE behind DEFLATE data (RFC 1952 §2.3.1). */
  public static final int BODY_TRAILER_BYTES = 8;

  /** The longest encoding of a payload length, which is below 2^31. */
  static final int MOST_LENGTH_BYTES = 5;

  /** The most that a header takes. */
  public static final int MOST_HEADER_BYTES = 1 + MOST_LENGTH_BYTES;

  /** No DEFLATE data is shorter: a fixed block with nothing but its end, {@code 03 00}. */
  private static final int LEAST_DEFLATE_BYTES = 2;

  /**
   * A writer stores what does not shrink, so a payload is never longer than the longest stored one.
   */
  private static final int MOST_PAYLOAD_BYTES = MOST_ORIGINAL_BYTES + BODY_TRAILER_BYTES;

  /**
   * DEFLATE codes at most 258 bytes in 2 bits: no data grows by more than this (zlib's own figure).
   */
  static final int MOST_EXPANSION = 1032;

  private ShuffleFrame() {}

  /**
   * Writes a header so that it ends just in front of {@code payloadAt}.
   *
   * @return where it begins
   */
  public static int writeHeaderBefore(
      byte[] out, int payloadAt, int kind, int filter, int payloadBytes) {
    int at = payloadAt - varintBytes(payloadBytes) - 1;
    out[at] = (byte) (VERSION << VERSION_SHIFT | kind << KIND_SHIFT | filter);
    writeVarint(out, at + 1, payloadBytes);
    return at;
  }

  /** Bytes of a length as a varint. */
  public static int varintBytes(int value) {
    return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Writes a length in 7-bit groups, least significant first; returns where it ends. */
  static int writeVarint(byte[] out, int offset, int value) {
    int at = offset;
    int left = value;
    for (; left >= 0x80; left >>>= 7) {
      out[at++] = (byte) (left | 0x80);
    }
    out[at++] = (byte) left;
    return at;
  }

  /** Why a kind byte cannot be read, or null if it can. */
  public static String refusal(int kindByte) {
    int version = kindByte >>> VERSION_SHIFT;
    int kind = kind(kindByte);
    int filter = filter(kindByte);
    if (version > VERSION) {
      return "not a shuffle frame, or one of a later release: kindByte="
          + kindByte
          + " version="
          + version
          + " known="
          + VERSION
          + "; put the newest uacce-codec on every host of the application";
    }
    if (version < VERSION) {
      return "not a shuffle frame: kindByte="
          + kindByte
          + " version="
          + version
          + " known="
          + VERSION;
    }
    if (kind != STORED && kind != DEFLATE) {
      return "unknown kind of frame: kind=" + kind + " known=" + STORED + "," + DEFLATE;
    }
    return filter <= ROW_FILTER
        ? null
        : "unknown filter: filter="
            + filter
            + " known="
            + NO_FILTER
            + ","
            + ROW_FILTER
            + "; read this stream with the release that wrote it";
  }

  public static int filter(int kindByte) {
    return kindByte & FILTER_MASK;
  }

  public static int kind(int kindByte) {
    return kindByte >>> KIND_SHIFT & KIND_MASK;
  }

  /** Why a payload cannot have this length, or null if it can. */
  public static String lengthRefusal(int kind, int filter, long payloadBytes) {
    int least =
        kind == STORED ? 1 + STORED_TRAILER_BYTES : LEAST_DEFLATE_BYTES + BODY_TRAILER_BYTES;
    if (filter != NO_FILTER) {
      least += 1 + Integer.BYTES + 1;
    }
    int most = kind == STORED ? MOST_ORIGINAL_BYTES + STORED_TRAILER_BYTES : MOST_PAYLOAD_BYTES;
    return payloadBytes >= least && payloadBytes <= most
        ? null
        : "impossible payload length: bytes=" + payloadBytes + " least=" + least + " most=" + most;
  }

  /**
   * Why a gzip body cannot hold this many bytes, or null if it can; checked before anything is
   * allocated for them.
   */
  public static String originalRefusal(long originalBytes, int payloadBytes) {
    long most =
        Math.min(MOST_ORIGINAL_BYTES, (long) (payloadBytes - BODY_TRAILER_BYTES) * MOST_EXPANSION);
    return originalBytes >= 1 && originalBytes <= most
        ? null
        : "impossible original length: bytes=" + originalBytes + " least=1 most=" + most;
  }
}
