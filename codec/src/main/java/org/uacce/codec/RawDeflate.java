package org.uacce.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.StreamInflater;
import org.uacce.codec.format.StoredBlocks;

/**
 * Bare DEFLATE data (RFC 1951) in memory, without header, length or checksum, as Avro's blocks are:
 * what was damaged and still is DEFLATE data cannot be told. One thread at a time; holds no buffers
 * between calls.
 */
public final class RawDeflate {
  /** The least that is made room for, so that small blocks are inflated at once. */
  private static final int LEAST_ROOM_BYTES = 4 << 10;

  /** What DEFLATE data of records usually expands to, and more: room that is made at first. */
  private static final int USUAL_EXPANSION = 6;

  /** Some JVMs have no array of more. */
  private static final int MOST_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  private final CodecConfig config;
  private final MemberBlocks blocks;

  public RawDeflate(CodecConfig config) {
    this.config = config;
    this.blocks = new MemberBlocks(DeflateFormat.GZIP, config);
  }

  /**
   * Room that always suffices for {@link #compress}, whatever the configuration.
   *
   * @throws ArithmeticException if no array is that large
   */
  public static int compressBound(int bytes) {
    int pieces = bytes / CodecConfig.LEAST_PIECE_BYTES + 1;
    return Math.toIntExact(StoredBlocks.mostEncodedBytes(bytes, pieces));
  }

  /**
   * Compresses bytes into one DEFLATE stream.
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
    int written = blocks.writeAll(in, inOffset, inBytes, out, outOffset);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(written);
    return written;
  }

  /**
   * Inflates one DEFLATE stream of unknown length. What follows it is not looked at: some writers
   * of Avro leave a part of zlib's trailer there.
   *
   * @return with an array of its own, from whose beginning it reaches
   * @throws MalformedDataException if it is no DEFLATE data, or does not end inside the input
   */
  public ByteBuffer decompress(byte[] in, int inOffset, int inBytes) throws MalformedDataException {
    Objects.checkFromIndexSize(inOffset, inBytes, in.length);
    byte[] out = new byte[room(LEAST_ROOM_BYTES, (long) inBytes * USUAL_EXPANSION)];
    int made = 0;
    try (StreamInflater stream = Engine.shared(config).openStream()) {
      stream.setInput(in, inOffset, inBytes);
      while (!stream.finished()) {
        if (made == out.length) {
          out = Arrays.copyOf(out, grown(out.length));
        }
        int count = inflate(stream, inBytes, out, made);
        if (count == 0 && !stream.finished() && stream.remaining() == 0) {
          throw new MalformedDataException(
              inBytes, "DEFLATE data is cut short: bytes=" + inBytes + " produced=" + made);
        }
        made += count;
      }
    }
    return ByteBuffer.wrap(out, 0, made);
  }

  private static int inflate(StreamInflater stream, int inBytes, byte[] out, int made)
      throws MalformedDataException {
    try {
      return stream.inflate(out, made, out.length - made);
    } catch (MalformedDataException e) {
      throw e.shifted(inBytes - stream.remaining());
    }
  }

  private static int grown(int bytes) throws MalformedDataException {
    if (bytes == MOST_ARRAY_BYTES) {
      throw new MalformedDataException(0, "more data than an array holds: limit=" + bytes);
    }
    return room(LEAST_ROOM_BYTES, 2L * bytes);
  }

  private static int room(int least, long wanted) {
    return (int) Math.max(least, Math.min(wanted, MOST_ARRAY_BYTES));
  }
}
