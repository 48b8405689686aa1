package org.uacce.codec.format;

import java.util.zip.CRC32;

/**
 * The header of a gzip member (RFC 1952 §2.3), read byte by byte so that it may arrive in any
 * pieces. As strict as Hadoop's reader: reserved flags and a wrong header CRC are refused. Like
 * that reader it judges the first ten bytes together, so that fewer of them, of whatever content,
 * are a header cut short.
 */
public final class GzipHeader {
  /**
   * What we write: magic, method 8, no flags, no time, no extra flags, operating system 0 as Hadoop
   * writes it.
   */
  private static final byte[] PLAIN = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};

  public static final int PLAIN_BYTES = PLAIN.length;

  /** CRC-32 and ISIZE. */
  public static final int TRAILER_BYTES = 8;

  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int RESERVED = 0xe0;

  private enum Field {
    ID1,
    ID2,
    METHOD,
    FLAGS,
    TIME_XFL_OS,
    EXTRA_LENGTH_LOW,
    EXTRA_LENGTH_HIGH,
    EXTRA,
    NAME,
    COMMENT,
    CRC_LOW,
    CRC_HIGH,
    DONE
  }

  private final CRC32 crc = new CRC32();
  private Field field = Field.ID1;
  private int flags;
  private int left;
  private int number;
  private String refusal;

  /** Writes the header of a member without name or extra field. */
  public static int writePlain(byte[] out, int at) {
    System.arraycopy(PLAIN, 0, out, at, PLAIN_BYTES);
    return PLAIN_BYTES;
  }

  /** Starts over for the next member. */
  public void reset() {
    field = Field.ID1;
    refusal = null;
    crc.reset();
  }

  public boolean done() {
    return field == Field.DONE;
  }

  /**
   * Takes the next byte of the header.
   *
   * @return why this is no gzip header, or null
   */
  public String accept(int b) {
    if (field != Field.CRC_LOW && field != Field.CRC_HIGH) {
      crc.update(b);
    }
    switch (field) {
      case ID1 -> {
        return next(Field.ID2, b == 0x1f, "not a gzip file: firstByte=", b);
      }
      case ID2 -> {
        return next(Field.METHOD, b == 0x8b, "not a gzip file: secondByte=", b);
      }
      case METHOD -> {
        return next(Field.FLAGS, b == 8, "unknown compression method: known=8 method=", b);
      }
      case FLAGS -> {
        flags = b;
        left = 6;
        return next(
            Field.TIME_XFL_OS, (b & RESERVED) == 0, "reserved header flags are set: flags=", b);
      }
      case TIME_XFL_OS -> {
        if (--left > 0) {
          return null;
        }
        return refusal == null ? nextOptional() : refusal;
      }
      case EXTRA -> {
        return --left > 0 ? null : nextOptional();
      }
      case EXTRA_LENGTH_LOW -> {
        number = b;
        return next(Field.EXTRA_LENGTH_HIGH);
      }
      case EXTRA_LENGTH_HIGH -> {
        left = number | b << 8;
        return left > 0 ? next(Field.EXTRA) : nextOptional();
      }
      case NAME, COMMENT -> {
        return b != 0 ? null : nextOptional();
      }
      case CRC_LOW -> {
        number = b;
        return next(Field.CRC_HIGH);
      }
      case CRC_HIGH -> {
        int stored = number | b << 8;
        int computed = (int) crc.getValue() & 0xffff;
        field = Field.DONE;
        return stored == computed
            ? null
            : "wrong header CRC: computed=" + computed + " stored=" + stored;
      }
      case DONE ->
          throw new IllegalStateException("Cannot take a byte: the gzip header is complete");
    }
    throw new AssertionError(field);
  }

  /** Goes on after one of the first four bytes and remembers the first fault among them. */
  private String next(Field following, boolean good, String fault, int b) {
    if (!good && refusal == null) {
      refusal = fault + b;
    }
    return next(following);
  }

  private String next(Field following) {
    field = following;
    return null;
  }

  /** The next optional field that the flags announce; a flag is cleared when its field begins. */
  private String nextOptional() {
    if (announced(FEXTRA)) {
      return next(Field.EXTRA_LENGTH_LOW);
    }
    if (announced(FNAME)) {
      return next(Field.NAME);
    }
    if (announced(FCOMMENT)) {
      return next(Field.COMMENT);
    }
    return next(announced(FHCRC) ? Field.CRC_LOW : Field.DONE);
  }

  private boolean announced(int flag) {
    boolean set = (flags & flag) != 0;
    flags &= ~flag;
    return set;
  }
}
