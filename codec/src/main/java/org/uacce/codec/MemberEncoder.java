package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.uacce.codec.engine.CompressJob;
import org.uacce.codec.engine.Engine;

/** Writes gzip members or zlib streams, each stream as ONE member. */
public final class MemberEncoder implements StreamEncoder {
  private final CodecConfig config;
  private final MemberBlocks blocks;
  private final StreamBuffer block;
  private final BlockPipeline.Writer writer = this::writeJob;

  /** Null until a block may go to an accelerator. */
  private BlockPipeline pipeline;

  private boolean started;
  private boolean failed;

  public MemberEncoder(DeflateFormat format, CodecConfig config) {
    this.config = config;
    this.blocks = new MemberBlocks(format, config);
    this.block = new StreamBuffer(StreamBuffers.shared(config));
  }

  @Override
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

  @Override
  public void finish(OutputStream sink) throws IOException {
    ensureWhole();
    cutBlock(true, sink);
    reset();
  }

  @Override
  public void reset() {
    if (pipeline != null) {
      pipeline.clear();
    }
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
    failed = true;
    try {
      cut(last, sink);
      if (last && pipeline != null) {
        pipeline.finish(writer, sink);
      }
      failed = false;
    } finally {
      block.clear();
    }
  }

  private void cut(boolean last, OutputStream sink) throws IOException {
    int count = block.count();
    CompressJob job = jobOrNull(count, sink);
    if (job != null) {
      if (!started) {
        byte[] header = ArrayPool.SHARED.take(MemberBlocks.roomFor(0));
        pass(header, blocks.writeHeader(header, 0), sink);
        started = true;
      }
      blocks.describe(job, block.array(), count);
      if (pipeline.offer(job)) {
        if (last) {
          byte[] end = ArrayPool.SHARED.take(MemberBlocks.roomFor(0));
          int at = blocks.writeEnd(end, 0);
          pass(end, at + blocks.writeTrailer(end, at), sink);
        }
        return;
      }
    }
    byte[] out = ArrayPool.SHARED.take(MemberBlocks.roomFor(count));
    int end = started ? 0 : blocks.writeHeader(out, 0);
    started = true;
    end +=
        job == null
            ? blocks.writeBlock(block.array(), 0, count, last, false, out, end)
            : blocks.writeData(block.array(), 0, count, last, false, out, end);
    if (last) {
      end += blocks.writeTrailer(out, end);
    }
    pass(out, end, sink);
  }

  /** A job for the next block if that may go to an accelerator, or null. */
  private CompressJob jobOrNull(int bytes, OutputStream sink) throws IOException {
    if (!Engine.shared(config).offloads(config, blocks.guess(), bytes)) {
      return null;
    }
    if (pipeline == null) {
      pipeline = new BlockPipeline(config, this);
    }
    return pipeline.jobOrNull(writer, sink);
  }

  /** Writes bytes of {@link ArrayPool} behind what is under way. */
  private void pass(byte[] out, int bytes, OutputStream sink) throws IOException {
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(bytes);
    if (pipeline != null) {
      pipeline.park(out, 0, bytes, writer, sink);
    } else {
      ArrayPool.SHARED.writeAndTakeBack(out, 0, bytes, sink);
    }
  }

  private void writeJob(CompressJob job, OutputStream sink) throws IOException {
    byte[] out = ArrayPool.SHARED.take(MemberBlocks.roomFor(job.inBytes()));
    try {
      int bytes = blocks.writeDescribed(job, out, 0);
      CodecMetric.COMPRESS_OUTPUT_BYTES.add(bytes);
      sink.write(out, 0, bytes);
    } finally {
      ArrayPool.SHARED.give(out);
    }
  }
}
