package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/**
 * Writes gzip members or zlib streams, one after the other, each from any number of writes and each
 * as ONE member. Between {@link #finish} or {@link #reset} and the next write it holds no buffer,
 * so it may rest in a pool for ever.
 *
 * <p>One thread at a time. After an exception of the sink the member is lost, and write and finish
 * refuse until {@link #reset} starts the next one.
 */
public final class MemberEncoder {
  private final CodecConfig config;
  private final MemberBlocks blocks;
  private final StreamBuffer block;
  private boolean started;
  private boolean failed;

  public MemberEncoder(DeflateFormat format, CodecConfig config) {
    this.config = config;
    this.blocks = new MemberBlocks(format, config);
    this.block = new StreamBuffer(StreamBuffers.shared(config));
  }

  /** Adds bytes to the member; writes to the sink whenever a block is full. */
  public void write(byte[] bytes, int offset, int length, OutputStream sink) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ensureWhole();
    int done = 0;
    while (done < length) {
      // A full block is cut only when more bytes follow it: the last block of a member ends its
      // DEFLATE data itself.
      if (block.full(config.blockBytes())) {
        if (block.count() < config.blockBytes()) {
          CodecMetric.BLOCKS_CUT_EARLY.add(1);
        }
        cutBlock(false, sink);
      }
      done += block.append(bytes, offset + done, length - done, config.blockBytes());
    }
  }

  /**
   * Ends the member, with its trailer; the next write starts another. A member without bytes is
   * valid too.
   */
  public void finish(OutputStream sink) throws IOException {
    ensureWhole();
    cutBlock(true, sink);
    reset();
  }

  /** Forgets a member that was begun; what its sink got of it is no complete member. */
  public void reset() {
    block.release();
    blocks.reset();
    started = false;
    failed = false;
  }

  private void ensureWhole() throws IOException {
    if (failed) {
      throw new IOException("Member is broken: an earlier block was not written; reset");
    }
  }

  private void cutBlock(boolean last, OutputStream sink) throws IOException {
    int count = block.count();
    byte[] out = ArrayPool.SHARED.take(MemberBlocks.roomFor(count));
    failed = true;
    try {
      int end = started ? 0 : blocks.writeHeader(out, 0);
      started = true;
      end += blocks.writeBlock(block.array(), 0, count, last, out, end);
      if (last) {
        end += blocks.writeTrailer(out, end);
      }
      sink.write(out, 0, end);
      CodecMetric.COMPRESS_OUTPUT_BYTES.add(end);
      failed = false;
    } finally {
      ArrayPool.SHARED.give(out);
      block.clear();
    }
  }
}
