package org.uacce.codec;

import java.io.IOException;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.engine.CompressJob;
import org.uacce.codec.engine.Compressibility;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.StoredBlocks;
import org.uacce.codec.format.ZlibHeader;

/**
 * The parts of one gzip member or zlib stream: header, independently compressed blocks joined at
 * byte boundaries, trailer. One thread.
 */
final class MemberBlocks {
  /**
   * Larger input is compressed in pieces of this size, still as one member; the pool's largest
   * block by its default.
   */
  private static final int MOST_BLOCK_BYTES = CodecConfig.MAX_BLOCK_BYTES;

  /** The most for which an accelerator is waited for: Parquet's default page. */
  private static final int MOST_OFFLOADED_BYTES = 1 << 20;

  private final DeflateFormat format;
  private final CodecConfig config;
  private final Compressibility guess = new Compressibility();
  private final RunningCheck check;

  MemberBlocks(DeflateFormat format, CodecConfig config) {
    this.format = format;
    this.config = config;
    this.check = new RunningCheck(format);
  }

  /** Room for a block, with a header before it and a trailer behind it. */
  static int roomFor(int inBytes) {
    return GzipHeader.PLAIN_BYTES + StoredBlocks.encodedBytes(inBytes) + GzipHeader.TRAILER_BYTES;
  }

  /** Forgets the member. */
  void reset() {
    check.reset();
  }

  /** What the stream's blocks have shown so far. */
  Compressibility guess() {
    return guess;
  }

  int writeHeader(byte[] out, int at) {
    return switch (format) {
      case GZIP -> GzipHeader.writePlain(out, at);
      case ZLIB -> ZlibHeader.write(out, at, config.level());
    };
  }

  /**
   * Writes one block's DEFLATE data.
   *
   * @param last whether it ends the member's DEFLATE data
   * @param onDevice whether an accelerator may have it, and is waited for
   * @return bytes written, at most {@link StoredBlocks#encodedBytes}
   */
  int writeBlock(
      byte[] in, int inOffset, int inBytes, boolean last, boolean onDevice, byte[] out, int at)
      throws AcceleratorUnavailableException {
    check.update(in, inOffset, inBytes);
    return inBytes == 0
        ? writeEnd(out, at)
        : writeData(in, inOffset, inBytes, last, onDevice, out, at);
  }

  /**
   * Writes all of a member's DEFLATE data.
   *
   * @return bytes written
   */
  int writeAll(byte[] in, int inOffset, int inBytes, byte[] out, int at)
      throws AcceleratorUnavailableException {
    int most = (int) Math.min(MOST_BLOCK_BYTES, config.bufferPoolBytes() / 8);
    // One call has nothing to do but to wait; a page is worth that, and several pieces in a row are
    // not.
    boolean whole = inBytes <= MOST_OFFLOADED_BYTES || config.mode() == CodecConfig.Mode.HARDWARE;
    int end = at;
    int done = 0;
    do {
      int count = Math.min(most, inBytes - done);
      end += writeBlock(in, inOffset + done, count, done + count == inBytes, whole, out, end);
      done += count;
    } while (done < inBytes);
    return end - at;
  }

  /**
   * Ends the DEFLATE data: a fixed block with nothing but its end-of-block code (RFC 1951 §3.2.6).
   */
  int writeEnd(byte[] out, int at) {
    out[at] = 3;
    out[at + 1] = 0;
    return 2;
  }

  /** As {@link #writeBlock}, of bytes that the member's checksum has already. */
  int writeData(
      byte[] in, int inOffset, int inBytes, boolean last, boolean onDevice, byte[] out, int at)
      throws AcceleratorUnavailableException {
    Ending ending = last ? Ending.FINAL : Ending.PIECE;
    int written =
        Engine.shared(config)
            .compress(
                config,
                guess,
                onDevice ? BlockPipeline.COLLECT : null,
                ending,
                in,
                inOffset,
                inBytes,
                out,
                at,
                inBytes);
    return written == Engine.STORE
        ? StoredBlocks.write(in, inOffset, inBytes, last, out, at)
        : written;
  }

  /** Describes a block that is not the member's last one, and adds it to the member's checksum. */
  void describe(CompressJob job, byte[] in, int inBytes) {
    job.describe(Ending.PIECE, format, in, 0, inBytes, 0, inBytes);
    job.accompany(check.updateWhole(in, inBytes), 0);
  }

  /**
   * Writes a block that was described: as a device made it, or else by software.
   *
   * @return bytes written, at most {@link StoredBlocks#encodedBytes}
   */
  int writeDescribed(CompressJob job, byte[] out, int at) throws IOException {
    int bytes = job.outBytes();
    if (bytes != Engine.STORE) {
      job.copyOut(out, at);
      job.count();
      guess.shrank();
      return bytes;
    }
    byte[] in = ArrayPool.SHARED.take(job.inBytes());
    try {
      job.copyIn(in);
      return writeData(in, 0, job.inBytes(), false, false, out, at);
    } finally {
      ArrayPool.SHARED.give(in);
    }
  }

  int writeTrailer(byte[] out, int at) {
    if (format == DeflateFormat.GZIP) {
      LittleEndian.putInt(out, at, check.value());
      LittleEndian.putInt(out, at + Integer.BYTES, (int) check.bytes());
      return GzipHeader.TRAILER_BYTES;
    }
    LittleEndian.putInt(out, at, Integer.reverseBytes(check.value()));
    return ZlibHeader.TRAILER_BYTES;
  }
}
