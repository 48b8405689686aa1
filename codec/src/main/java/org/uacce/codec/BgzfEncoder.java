package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.engine.CompressJob;
import org.uacce.codec.engine.Compressibility;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.format.BgzfHeader;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.StoredBlocks;

/**
 * Writes BGZF: every block of at most {@link BgzfHeader#MOST_DATA_BYTES} a gzip member of its own
 * that states its length, and an empty member behind the last. The option {@code blockSize} has no
 * say here.
 */
public final class BgzfEncoder implements StreamEncoder {
  private static final int DATA_AT = BgzfHeader.BYTES;

  private final CodecConfig config;
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();
  private final StreamBuffer block;
  private final BlockPipeline.Writer writer = this::writeJob;

  /** Null until a block may go to an accelerator. */
  private BlockPipeline pipeline;

  private boolean failed;

  public BgzfEncoder(CodecConfig config) {
    this.config = config;
    this.block = new StreamBuffer(StreamBuffers.shared(config));
  }

  @Override
  public void write(byte[] bytes, int offset, int length, OutputStream sink) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ensureWhole();
    int done = 0;
    while (done < length) {
      if (block.full(BgzfHeader.MOST_DATA_BYTES)) {
        if (block.count() < BgzfHeader.MOST_DATA_BYTES) {
          CodecMetric.BLOCKS_CUT_EARLY.add(1);
        }
        cut(sink);
      }
      done += block.append(bytes, offset + done, length - done, BgzfHeader.MOST_DATA_BYTES);
    }
  }

  @Override
  public void finish(OutputStream sink) throws IOException {
    ensureWhole();
    if (block.count() > 0) {
      cut(sink);
    }
    failed = true;
    if (pipeline != null) {
      pipeline.finish(writer, sink);
    }
    byte[] end = BgzfHeader.end();
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(end.length);
    sink.write(end);
    reset();
  }

  @Override
  public void reset() {
    if (pipeline != null) {
      pipeline.clear();
    }
    block.release();
    failed = false;
  }

  private void ensureWhole() throws IOException {
    if (failed) {
      throw new IOException("File is broken: an earlier block was not written; reset");
    }
  }

  /** Room for a member of so many bytes, whatever they are. */
  private static int roomFor(int inBytes) {
    return BgzfHeader.BYTES + StoredBlocks.encodedBytes(inBytes) + GzipHeader.TRAILER_BYTES;
  }

  private void cut(OutputStream sink) throws IOException {
    failed = true;
    try {
      cut(block.array(), block.count(), sink);
      failed = false;
    } finally {
      block.clear();
    }
  }

  private void cut(byte[] in, int count, OutputStream sink) throws IOException {
    CompressJob job = jobOrNull(count, sink);
    boolean needsCrc = job == null || config.offload().verify().comparesCrc();
    int sum = needsCrc ? crcOf(in, count) : 0;
    if (job != null) {
      job.describe(Ending.FINAL, DeflateFormat.GZIP, in, 0, count, 0, count);
      job.accompany(sum, 0);
      if (pipeline.offer(job)) {
        return;
      }
      sum = needsCrc ? sum : crcOf(in, count);
    }
    byte[] out = ArrayPool.SHARED.take(roomFor(count));
    int bytes = inSoftware(in, count, sum, out);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(bytes);
    if (pipeline != null) {
      pipeline.park(out, 0, bytes, writer, sink);
    } else {
      ArrayPool.SHARED.writeAndTakeBack(out, 0, bytes, sink);
    }
  }

  private int crcOf(byte[] in, int count) {
    crc.reset();
    crc.update(in, 0, count);
    return (int) crc.getValue();
  }

  /** A job for the next block if that may go to an accelerator, or null. */
  private CompressJob jobOrNull(int bytes, OutputStream sink) throws IOException {
    if (!Engine.shared(config).offloads(config, guess, bytes)) {
      return null;
    }
    if (pipeline == null) {
      pipeline = new BlockPipeline(config, this);
    }
    return pipeline.jobOrNull(writer, sink);
  }

  /** Makes a member; returns its length. */
  private int inSoftware(byte[] in, int count, int sum, byte[] out) throws IOException {
    int written =
        Engine.shared(config)
            .compress(config, guess, null, Ending.FINAL, in, 0, count, out, DATA_AT, count);
    int end =
        DATA_AT
            + (written == Engine.STORE
                ? StoredBlocks.write(in, 0, count, true, out, DATA_AT)
                : written);
    LittleEndian.putInt(out, end, sum);
    LittleEndian.putInt(out, end + Integer.BYTES, count);
    end += GzipHeader.TRAILER_BYTES;
    BgzfHeader.write(out, 0, end);
    return end;
  }

  private void writeJob(CompressJob job, OutputStream sink) throws IOException {
    int count = job.inBytes();
    byte[] out = ArrayPool.SHARED.take(roomFor(count));
    int bytes;
    int body = job.outBytes();
    if (body == Engine.STORE) {
      byte[] in = ArrayPool.SHARED.take(count);
      try {
        job.copyIn(in);
        bytes = inSoftware(in, count, crcOf(in, count), out);
      } finally {
        ArrayPool.SHARED.give(in);
      }
    } else {
      bytes = DATA_AT + body + GzipHeader.TRAILER_BYTES;
      job.copyBody(out, DATA_AT);
      BgzfHeader.write(out, 0, bytes);
      job.count();
      guess.shrank();
    }
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(bytes);
    ArrayPool.SHARED.writeAndTakeBack(out, 0, bytes, sink);
  }
}
