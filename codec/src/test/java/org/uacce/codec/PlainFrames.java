package org.uacce.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A second reader and writer of shuffle frames, written from the format's description alone over
 * java.util.zip; it shares no code with the product.
 */
public final class PlainFrames {
  static final int STORED = 0;
  static final int DEFLATE = 1;

  private PlainFrames() {}

  /** The original bytes of all frames. */
  public static byte[] read(byte[] in) throws DataFormatException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    while (at < in.length) {
      int kindByte = in[at++] & 0xff;
      check(kindByte >> 6 == 1, "version");
      int filter = kindByte & 15;
      check(filter <= 1, "filter");
      int length = 0;
      int shift = 0;
      int b;
      do {
        b = in[at++] & 0xff;
        length |= (b & 127) << shift;
        shift += 7;
      } while (b >= 128);
      check(b != 0 || shift == 7, "shortest form");
      int kind = kindByte >> 4 & 3;
      byte[] original =
          filter == 0
              ? body(in, kind, at, length)
              : unfiltered(Arrays.copyOfRange(in, at, at + length), kind);
      check(original.length >= 1 && original.length <= 8 << 20, "original length");
      all.writeBytes(original);
      at += length;
    }
    return all.toByteArray();
  }

  /** The bytes of a payload whose parts are original length, CRC, raw length, body, raw planes. */
  private static byte[] unfiltered(byte[] payload, int kind) throws DataFormatException {
    int[] at = {0};
    int originalBytes = varintAt(payload, at);
    check(originalBytes >= 1 && originalBytes <= 8 << 20, "original length");
    int crc = intAt(payload, at[0]);
    at[0] += 4;
    int rawBytes = varintAt(payload, at);
    int rawAt = payload.length - rawBytes;
    byte[] body = body(payload, kind, at[0], rawAt - at[0]);
    check(body.length >= 1 && body.length + rawBytes <= originalBytes, "filtered length");
    byte[] original =
        PlainRows.read(body, Arrays.copyOfRange(payload, rawAt, payload.length), originalBytes);
    check(crc == crc(original), "CRC of the original");
    return original;
  }

  private static int varintAt(byte[] in, int[] at) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = in[at[0]++] & 255;
      value |= (b & 127) << shift;
      if (b < 128) {
        check((b != 0 || shift == 0) && shift < 28, "shortest form");
        return value;
      }
    }
  }

  private static byte[] body(byte[] in, int kind, int at, int length) throws DataFormatException {
    byte[] original;
    if (kind == STORED) {
      original = Arrays.copyOfRange(in, at, at + length - 4);
      check(intAt(in, at + length - 4) == crc(original), "CRC");
    } else {
      check(kind == DEFLATE, "kind");
      int size = intAt(in, at + length - 4);
      original = new byte[size];
      Inflater inflater = new Inflater(true);
      inflater.setInput(in, at, length - 8);
      int made = 0;
      while (made < size) {
        int count = inflater.inflate(original, made, size - made);
        check(count > 0, "data");
        made += count;
      }
      check(inflater.inflate(new byte[1]) == 0, "no more data");
      check(inflater.finished() && inflater.getRemaining() == 0, "end of data");
      inflater.end();
      check(intAt(in, at + length - 8) == crc(original), "CRC");
    }
    return original;
  }

  static byte[] stored(byte[] original) {
    return frame(0x40, concat(original, little(crc(original))));
  }

  static byte[] deflated(byte[] original, int level) {
    return frame(
        0x50, concat(rawDeflate(original, level), little(crc(original)), little(original.length)));
  }

  static byte[] frame(int kindByte, byte[] payload) {
    return concat(new byte[] {(byte) kindByte}, varint(payload.length), payload);
  }

  static byte[] rawDeflate(byte[] data, int level) {
    Deflater deflater = new Deflater(level, true);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] piece = new byte[8192];
    while (!deflater.finished()) {
      out.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    return out.toByteArray();
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while (left >= 128) {
      out.write((int) ((left & 127) | 128));
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  static byte[] little(int value) {
    return new byte[] {
      (byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)
    };
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static int crc(byte[] data) {
    CRC32 crc = new CRC32();
    crc.update(data);
    return (int) crc.getValue();
  }

  private static int intAt(byte[] in, int at) {
    return (in[at] & 255)
        | ((in[at + 1] & 255) << 8)
        | ((in[at + 2] & 255) << 16)
        | (in[at + 3] << 24);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not as the format says: " + what);
    }
  }
}
