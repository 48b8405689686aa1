package org.uacce.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.ShuffleFrame;
import org.uacce.codec.format.ZlibHeader;
import org.uacce.codec.rows.RowDecoder;
import org.uacce.codec.rows.RowWork;

/**
 * One target for each parser. In a normal run each is fed its seeds, {@code
 * ParserFuzzTestInputs/<target>}; with JAZZER_FUZZ=1 one of them is fuzzed. What may come out is an
 * IOException or, from the same bytes, what another program makes of them.
 */
class ParserFuzzTest {
  private static final CodecConfig SHUFFLE = Codecs.shuffle(1);
  private static final CodecConfig FILE = Codecs.file(6);
  private static final int MOST_BYTES = 64 << 10;

  @FuzzTest
  void frames(byte[] in) throws Exception {
    byte[] whole;
    try (FrameInputStream stream = new FrameInputStream(new ByteArrayInputStream(in), SHUFFLE)) {
      whole = stream.readNBytes(MOST_BYTES);
    } catch (IOException refused) {
      return;
    }
    if (whole.length < MOST_BYTES) {
      sameAsZlib(() -> PlainFrames.read(in), whole);
      same(Codecs.unframed(in, SHUFFLE, new Random(in.length)), whole);
    }
  }

  /** Two bytes of original length, one of raw planes' length, raw planes, body. */
  @FuzzTest
  void rows(byte[] in) throws Exception {
    if (in.length < 3) {
      return;
    }
    int originalBytes = ((in[0] & 0xff) << 8) | (in[1] & 0xff);
    int bodyAt = Math.min(in.length, 3 + (in[2] & 0xff));
    byte[] out = new byte[originalBytes];
    byte[] body = Arrays.copyOfRange(in, bodyAt, in.length);
    byte[] raw = Arrays.copyOfRange(in, 3, bodyAt);
    boolean read = true;
    try {
      new RowDecoder(new RowWork())
          .decode(in, bodyAt, body.length, in, 3, raw.length, out, originalBytes);
    } catch (MalformedDataException refused) {
      read = false;
    }
    byte[] expected;
    try {
      expected = PlainRows.read(body, raw, originalBytes);
    } catch (DataFormatException refused) {
      if (read) {
        throw refused;
      }
      return;
    }
    if (!read) {
      throw new AssertionError("refused what the format allows: bytes=" + body.length);
    }
    same(expected, out);
  }

  @FuzzTest
  void gzip(byte[] in) throws Exception {
    member(in, DeflateFormat.GZIP);
  }

  /** What is read to its clean end is what gzip is to everybody. */
  @FuzzTest
  void bgzf(byte[] in) throws Exception {
    byte[] whole;
    boolean atEnd;
    try (BgzfInputStream stream =
        new BgzfInputStream(new ByteArrayInputStream(in), 0, Long.MAX_VALUE, FILE)) {
      whole = stream.readNBytes(MOST_BYTES);
      atEnd = !stream.atOther() && stream.offset() == in.length;
    } catch (IOException refused) {
      return;
    }
    if (atEnd && in.length > 0 && whole.length < MOST_BYTES) {
      sameAsZlib(() -> new GZIPInputStream(new ByteArrayInputStream(in)).readAllBytes(), whole);
    }
  }

  @FuzzTest
  void zlib(byte[] in) throws Exception {
    member(in, DeflateFormat.ZLIB);
  }

  /** All at once and byte by byte are to end alike, and as the JDK ends. */
  private static void member(byte[] in, DeflateFormat format) throws Exception {
    byte[] whole = readMember(in, format, in.length);
    byte[] pieces = readMember(in, format, 1);
    if (full(whole) || full(pieces)) {
      // What follows was not looked at by both.
      return;
    }
    if (whole == null || pieces == null) {
      if (whole != pieces) {
        throw new AssertionError("refused whole=" + (whole == null) + " bytes=" + (pieces == null));
      }
      return;
    }
    same(pieces, whole);
    sameAsZlib(() -> Oracle.read(in, format), whole);
  }

  private static boolean full(byte[] made) {
    return made != null && made.length == MOST_BYTES;
  }

  /** Null when it is refused. */
  private static byte[] readMember(byte[] in, DeflateFormat format, int step) {
    byte[] out = new byte[MOST_BYTES];
    int made = 0;
    int given = 0;
    try (MemberDecoder decoder = new MemberDecoder(format, FILE)) {
      while (made < MOST_BYTES && !decoder.finished()) {
        int count = decoder.read(out, made, MOST_BYTES - made);
        made += count;
        if (count == 0 && decoder.needsInput()) {
          if (given == in.length) {
            return null;
          }
          int piece = Math.min(step, in.length - given);
          decoder.setInput(in, given, piece);
          given += piece;
        }
      }
      boolean trailing = decoder.finished() && given - decoder.remaining() < in.length;
      return trailing ? null : Arrays.copyOf(out, made);
    } catch (IOException refused) {
      return null;
    }
  }

  @FuzzTest
  void wholeMember(byte[] in) throws Exception {
    if (in.length < 2) {
      return;
    }
    int declared = (in[0] & 0xff) << 8 | (in[1] & 0xff);
    byte[] member = Arrays.copyOfRange(in, 2, in.length);
    byte[] out;
    try {
      out = Codecs.unwhole(member, declared, FILE);
    } catch (IOException refused) {
      return;
    }
    sameAsZlib(() -> new GZIPInputStream(new ByteArrayInputStream(member)).readAllBytes(), out);
  }

  @FuzzTest
  void headers(byte[] in) {
    GzipHeader gzip = new GzipHeader();
    for (int i = 0; i < in.length && !gzip.done(); i++) {
      if (gzip.accept(in[i] & 0xff) != null) {
        break;
      }
    }
    for (int i = 0; i + 1 < in.length; i++) {
      ZlibHeader.refusal(in[i] & 0xff, in[i + 1] & 0xff);
      int kindByte = in[i] & 0xff;
      String refusal = ShuffleFrame.refusal(kindByte);
      if ((refusal == null)
          != (kindByte == 0x40 || kindByte == 0x50 || kindByte == 0x41 || kindByte == 0x51)) {
        throw new AssertionError("kindByte=" + kindByte + " refusal=" + refusal);
      }
    }
    if (in.length >= 8) {
      int kind = in[0] & 1;
      int bytes =
          (in[1] & 0x7f) << 24 | (in[2] & 0xff) << 16 | (in[3] & 0xff) << 8 | (in[4] & 0xff);
      if (ShuffleFrame.lengthRefusal(kind, ShuffleFrame.NO_FILTER, bytes) == null) {
        byte[] out = new byte[ShuffleFrame.MOST_HEADER_BYTES];
        int at =
            ShuffleFrame.writeHeaderBefore(out, out.length, kind, ShuffleFrame.NO_FILTER, bytes);
        byte[] varint = PlainFrames.varint(bytes);
        same(Arrays.copyOfRange(out, at + 1, out.length), varint);
      }
    }
  }

  @FuzzTest
  void configuration(byte[] in) {
    String value = new String(in, StandardCharsets.UTF_8);
    for (CodecOption option : CodecOption.values()) {
      try {
        CodecConfig config =
            CodecConfig.read("", key -> key.equals(option.key()) ? value : null, Purpose.SHUFFLE);
        boolean inRange =
            config.level() >= 0
                && config.level() <= 12
                && config.blockBytes() >= 4096
                && config.blockBytes() <= 8 << 20
                && config.bufferPoolBytes() >= 8L * config.blockBytes()
                && config.streamBufferBytes() >= 1 << 20;
        if (!inRange) {
          throw new AssertionError(config.toString());
        }
      } catch (CodecConfigurationException refused) {
        if (!refused.getMessage().contains(option.range())) {
          throw new AssertionError(refused);
        }
      }
    }
    UnknownKeys.nearest(value);
  }

  private static void sameAsZlib(Callable<byte[]> zlib, byte[] actual) throws Exception {
    byte[] expected;
    try {
      expected = zlib.call();
    } catch (ZipException | DataFormatException refused) {
      if (MilderThanZlib.refusedStructure(refused.getMessage())) {
        return;
      }
      throw refused;
    }
    same(expected, actual);
  }

  private static void same(byte[] expected, byte[] actual) {
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError(
          "bytes differ: expected=" + expected.length + " actual=" + actual.length);
    }
  }
}
