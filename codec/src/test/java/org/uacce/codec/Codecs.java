package org.uacce.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.uacce.codec.CodecOption.Purpose;

/** Our codec in one call, driven as callers drive it. */
final class Codecs {
  private Codecs() {}

  static CodecConfig config(Purpose purpose, Map<String, String> options) {
    return CodecConfig.read("", options::get, purpose);
  }

  static CodecConfig shuffle(int level) {
    return CodecConfig.defaults(Purpose.SHUFFLE).withLevel(level);
  }

  static CodecConfig file(int level) {
    return CodecConfig.defaults(Purpose.FILE).withLevel(level);
  }

  /** Small blocks, so that little data has many of them. */
  static CodecConfig smallBlocks(int level) {
    return config(Purpose.FILE, Map.of("blockSize", "4k", "level", Integer.toString(level)));
  }

  static byte[] frames(byte[] data, CodecConfig config, Random random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FrameOutputStream stream = new FrameOutputStream(out, config, false)) {
      Splits.write(data, stream, random);
    }
    return out.toByteArray();
  }

  static byte[] unframed(byte[] frames, CodecConfig config, Random random) throws IOException {
    try (FrameInputStream in = new FrameInputStream(new ByteArrayInputStream(frames), config)) {
      return Splits.readAll(in, random);
    }
  }

  static byte[] member(byte[] data, DeflateFormat format, CodecConfig config, Random random)
      throws IOException {
    MemberEncoder encoder = new MemberEncoder(format, config);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int done = 0;
    while (done < data.length) {
      int count = Math.min(data.length - done, Splits.next(random));
      encoder.write(data, done, count, out);
      done += count;
    }
    encoder.finish(out);
    return out.toByteArray();
  }

  /** Reads exactly one member in odd pieces; whatever is wrong with the data is an IOException. */
  static byte[] unmembered(byte[] member, DeflateFormat format, CodecConfig config, Random random)
      throws IOException {
    try (MemberDecoder decoder = new MemberDecoder(format, config)) {
      byte[] data = drain(decoder, member, random);
      if (!decoder.finished()) {
        throw new IOException("cut short: bytes=" + member.length);
      }
      if (decoder.remaining() > 0) {
        throw new IOException("trailing bytes: remaining=" + decoder.remaining());
      }
      return data;
    }
  }

  /** Gives input and takes output until the member ends or the input does. */
  static byte[] drain(MemberDecoder decoder, byte[] input, Random random)
      throws MalformedDataException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] out = new byte[300_007];
    int given = 0;
    while (!decoder.finished()) {
      int count = decoder.read(out, 3, Splits.next(random));
      all.write(out, 3, count);
      if (count > 0 || decoder.finished()) {
        continue;
      }
      if (decoder.needsInput()) {
        if (given == input.length) {
          break;
        }
        int piece = Math.min(input.length - given, Splits.next(random));
        decoder.setInput(input, given, piece);
        given += piece;
      }
    }
    if (decoder.finished() && given < input.length && decoder.remaining() == 0) {
      decoder.setInput(input, given, input.length - given);
    }
    return all.toByteArray();
  }

  static byte[] whole(byte[] data, CodecConfig config) throws IOException {
    byte[] out = new byte[WholeMember.compressBound(data.length) + 5];
    int bytes = new WholeMember(config).compress(data, 0, data.length, out, 5);
    return Arrays.copyOfRange(out, 5, 5 + bytes);
  }

  static byte[] unwhole(byte[] member, int bytes, CodecConfig config) throws IOException {
    byte[] out = new byte[bytes + 6];
    Arrays.fill(out, (byte) 0x5a);
    new WholeMember(config).decompress(member, 0, member.length, out, 3, bytes);
    for (int i : new int[] {0, 1, 2, bytes + 3, bytes + 4, bytes + 5}) {
      if (out[i] != 0x5a) {
        throw new AssertionError("written outside of the room: at=" + i);
      }
    }
    return Arrays.copyOfRange(out, 3, 3 + bytes);
  }
}
