package org.uacce.codec;

import java.util.Objects;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateResult;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.StoredBlocks;

/**
 * gzip with both sizes known and everything in memory, as a Parquet page is: one member, one call.
 * One thread at a time; holds no buffers between calls.
 */
public final class WholeMember {
  private final CodecConfig config;
  private final MemberBlocks blocks;
  private final InflateResult result = new InflateResult();
  private final GzipHeader header = new GzipHeader();
  private final RunningCheck check = new RunningCheck(DeflateFormat.GZIP);

  public WholeMember(CodecConfig config) {
    this.config = config;
    this.blocks = new MemberBlocks(DeflateFormat.GZIP, config);
  }

  /**
   * Room that always suffices for {@link #compress}, whatever the configuration.
   *
   * @throws ArithmeticException if no array is that large
   */
  public static int compressBound(int bytes) {
    // Each piece may end in a stored block that is not full.
    int pieces = bytes / CodecConfig.LEAST_PIECE_BYTES + 1;
    return Math.toIntExact(MemberBlocks.roomFor(0) + StoredBlocks.mostEncodedBytes(bytes, pieces));
  }

  /**
   * Compresses bytes into one gzip member.
   *
   * @param out has {@link #compressBound} room from {@code outOffset}
   * @return bytes written
   * @throws AcceleratorUnavailableException if {@code mode=hardware} and there is no accelerator
   */
  public int compress(byte[] in, int inOffset, int inBytes, byte[] out, int outOffset)
      throws AcceleratorUnavailableException {
    Objects.checkFromIndexSize(inOffset, inBytes, in.length);
    Objects.checkFromIndexSize(outOffset, compressBound(inBytes), out.length);
    blocks.reset();
    int end = outOffset + blocks.writeHeader(out, outOffset);
    end += blocks.writeAll(in, inOffset, inBytes, out, end);
    end += blocks.writeTrailer(out, end);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(end - outOffset);
    return end - outOffset;
  }

  /**
   * Inflates one member, or several one behind the other, that fill the input and the output
   * exactly.
   *
   * @param outBytes the length that the container states
   */
  public void decompress(
      byte[] in, int inOffset, int inBytes, byte[] out, int outOffset, int outBytes)
      throws MalformedDataException {
    Objects.checkFromIndexSize(inOffset, inBytes, in.length);
    Objects.checkFromIndexSize(outOffset, outBytes, out.length);
    int used = member(in, inOffset, 0, inBytes, out, outOffset, outBytes);
    int made = result.produced();
    if (used < inBytes) {
      made += furtherMembers(in, inOffset, used, inBytes, out, outOffset + made, outBytes - made);
      used = inBytes;
    }
    if (made != outBytes) {
      throw new MalformedDataException(
          used, "less data than declared: produced=" + made + " declared=" + outBytes);
    }
  }

  private int member(
      byte[] in, int inOffset, int from, int inBytes, byte[] out, int outOffset, int outBytes)
      throws MalformedDataException {
    int bodyAt = readHeader(in, inOffset, from, inBytes);
    try {
      Engine.shared(config)
          .inflate(in, inOffset + bodyAt, inBytes - bodyAt, out, outOffset, outBytes, result);
    } catch (MalformedDataException e) {
      throw e.shifted(bodyAt);
    }
    int trailerAt = bodyAt + result.consumed();
    if (inBytes - trailerAt < GzipHeader.TRAILER_BYTES) {
      throw new MalformedDataException(
          inBytes, "gzip trailer is cut short: bytes=" + (inBytes - trailerAt) + " needed=8");
    }
    check.reset();
    check.update(out, outOffset, result.produced());
    int stored = LittleEndian.intAt(in, inOffset + trailerAt);
    int length = LittleEndian.intAt(in, inOffset + trailerAt + Integer.BYTES);
    if (stored != check.value() || length != result.produced()) {
      throw new MalformedDataException(
          trailerAt,
          "wrong trailer: crc="
              + Integer.toHexString(check.value())
              + " stored="
              + Integer.toHexString(stored)
              + " length="
              + result.produced()
              + " stored="
              + Integer.toUnsignedLong(length));
    }
    return trailerAt + GzipHeader.TRAILER_BYTES - from;
  }

  /**
   * Members behind the first, read as a stream: a one-shot call would take in all the rest for each
   * of them, and a page can hold very many.
   */
  private int furtherMembers(
      byte[] in, int inOffset, int from, int inBytes, byte[] out, int outOffset, int outBytes)
      throws MalformedDataException {
    int used = from;
    int made = 0;
    byte[] beyond = new byte[1];
    try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, config)) {
      while (used < inBytes) {
        decoder.reset();
        decoder.setInput(in, inOffset + used, inBytes - used);
        while (!decoder.finished()) {
          boolean full = made == outBytes;
          int count =
              full
                  ? decoder.read(beyond, 0, 1)
                  : decoder.read(out, outOffset + made, outBytes - made);
          if (full && count > 0) {
            throw new MalformedDataException(
                inBytes - used, "more data than declared: further members hold over " + outBytes);
          }
          if (count == 0 && decoder.needsInput()) {
            throw new MalformedDataException(inBytes - used, "gzip member is cut short");
          }
          made += count;
        }
        used = inBytes - decoder.remaining();
      }
      return made;
    } catch (MalformedDataException e) {
      throw e.shifted(used);
    }
  }

  private int readHeader(byte[] in, int inOffset, int from, int inBytes)
      throws MalformedDataException {
    header.reset();
    int at = from;
    while (!header.done()) {
      if (at == inBytes) {
        throw new MalformedDataException(at, "gzip header is cut short: bytes=" + (at - from));
      }
      String refusal = header.accept(in[inOffset + at] & 0xff);
      if (refusal != null) {
        throw new MalformedDataException(at, refusal);
      }
      at++;
    }
    return at;
  }
}
