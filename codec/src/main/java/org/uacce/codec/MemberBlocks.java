package org.uacce.codec;

import org.uacce.codec.binding.Binding.Ending;
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
   * @return bytes written, at most {@link StoredBlocks#encodedBytes}
   */
  int writeBlock(byte[] in, int inOffset, int inBytes, boolean last, byte[] out, int at)
      throws AcceleratorUnavailableException {
    check.update(in, inOffset, inBytes);
    if (inBytes == 0) {
      // The shortest end: a fixed block with nothing but its end-of-block code (RFC 1951 §3.2.6).
      out[at] = 3;
      out[at + 1] = 0;
      return 2;
    }
    Ending ending = last ? Ending.FINAL : Ending.PIECE;
    int written =
        Engine.shared(config)
            .compress(config, guess, ending, in, inOffset, inBytes, out, at, inBytes);
    return written == Engine.STORE
        ? StoredBlocks.write(in, inOffset, inBytes, last, out, at)
        : written;
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
