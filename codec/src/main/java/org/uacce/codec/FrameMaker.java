package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.engine.CompressJob;
import org.uacce.codec.engine.Compressibility;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * Makes the frames of one output stream's blocks, on an accelerator or at once, and writes them in
 * the order of the blocks. One thread.
 */
final class FrameMaker implements BlockPipeline.Writer {
  private static final int PAYLOAD_AT = ShuffleFrame.MOST_HEADER_BYTES;

  private static final int FRAME_OVERHEAD_BYTES =
      ShuffleFrame.MOST_HEADER_BYTES + ShuffleFrame.BODY_TRAILER_BYTES;

  /** The note of a block that was not filtered; a filtered one has at least a byte. */
  private static final long NOT_FILTERED = 0;

  private final CodecConfig config;
  private final Object stream;
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();

  /** Null where rows are not filtered, and before the first block. */
  private RowFrames rows;

  private boolean begun;

  private Engine engine;

  /** Null until a block may go to an accelerator. */
  private BlockPipeline pipeline;

  /** Kind of the unfiltered payload that was last made. */
  private int plainKind;

  /**
   * @param stream whose frames they are
   */
  FrameMaker(CodecConfig config, Object stream) {
    this.config = config;
    this.stream = stream;
  }

  /** How large the blocks of this stream become, now that it begins with these bytes. */
  int blockBytes(byte[] bytes, int count) {
    begin(count);
    return rows == null ? config.blockBytes() : rows.blockBytes(bytes, count);
  }

  /** A stream is filtered from its first block on or not at all: records reach across blocks. */
  private void begin(int count) {
    if (!begun) {
      begun = true;
      rows =
          config.rowFilter() && count >= RowFrames.LEAST_FIRST_BYTES ? new RowFrames(config) : null;
    }
  }

  /**
   * Takes the next block, {@code bytes[0..count)}, whose array is the caller's again afterwards.
   */
  void write(byte[] bytes, int count, OutputStream sink) throws IOException {
    begin(count);
    if (rows == null || rows.isOff()) {
      writePlain(bytes, count, sink);
      return;
    }
    try {
      int total = rows.filter(bytes, count);
      if (rows.isTrial()) {
        writeSmaller(bytes, count, total, sink);
      } else if (total == RowFrames.UNFILTERED) {
        writePlain(bytes, count, sink);
      } else {
        writeRows(bytes, count, total, sink);
      }
    } finally {
      rows.drop();
    }
  }

  /** Takes for everybody what devices have completed; nothing is written. */
  void enter() {
    if (pipeline != null) {
      engine().enter();
    }
  }

  /** Writes everything that is under way, waiting for it. */
  void finish(OutputStream sink) throws IOException {
    if (pipeline != null) {
      pipeline.finish(this, sink);
    }
  }

  /** Forgets everything that is under way. */
  void clear() {
    if (pipeline != null) {
      pipeline.clear();
    }
  }

  /** Not touched before the first block. */
  private Engine engine() {
    if (engine == null) {
      engine = Engine.shared(config);
    }
    return engine;
  }

  private int crcOf(byte[] bytes, int count) {
    crc.reset();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  private BlockPipeline pipeline() {
    if (pipeline == null) {
      pipeline = new BlockPipeline(config, stream);
    }
    return pipeline;
  }

  private void writePlain(byte[] bytes, int count, OutputStream sink) throws IOException {
    CompressJob job =
        engine().offloads(config, guess, count) ? pipeline().jobOrNull(this, sink) : null;
    boolean needsCrc = job == null || config.offload().verify().comparesCrc();
    int sum = needsCrc ? crcOf(bytes, count) : 0;
    if (job != null) {
      job.describe(
          Ending.FINAL, DeflateFormat.GZIP, bytes, 0, count, 0, Math.max(0, mostDeflated(count)));
      job.accompany(sum, NOT_FILTERED);
      if (pipeline.offer(job)) {
        return;
      }
      sum = needsCrc ? sum : crcOf(bytes, count);
    }
    byte[] frame = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    int payloadBytes = plainPayload(bytes, count, sum, job == null, frame);
    write(frame, plainKind, ShuffleFrame.NO_FILTER, payloadBytes, sink);
  }

  private void writeRows(byte[] bytes, int count, int total, OutputStream sink) throws IOException {
    int body = rows.bodyBytes();
    int original = crcOf(bytes, count);
    if (RowFrames.fitsStored(count, total, body) && engine().offloads(config, rows.guess(), body)) {
      // Off the heap it would be in the way of what is written first.
      byte[] columns = rows.columns(total);
      CompressJob job = pipeline().jobOrNull(this, sink);
      if (job != null) {
        job.describe(
            Ending.FINAL,
            DeflateFormat.GZIP,
            columns,
            0,
            body,
            total - body,
            RowFrames.mostDeflated(count, total, body));
        job.accompany(
            config.offload().verify().comparesCrc() ? crcOf(columns, body) : 0,
            (long) count << 32 | Integer.toUnsignedLong(original));
        if (pipeline.offer(job)) {
          return;
        }
      }
    }
    byte[] frame = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    int payloadBytes = rows.payload(null, body, total, count, original, false, frame, PAYLOAD_AT);
    rows.drop();
    if (payloadBytes == RowFrames.UNFILTERED) {
      ArrayPool.SHARED.give(frame);
      writePlain(bytes, count, sink);
      return;
    }
    RowFrames.count(count, body);
    write(frame, rows.kind(), ShuffleFrame.ROW_FILTER, payloadBytes, sink);
  }

  /** Compresses a block both ways, and writes what is smaller. */
  private void writeSmaller(byte[] bytes, int count, int total, OutputStream sink)
      throws IOException {
    int original = crcOf(bytes, count);
    int body = rows.bodyBytes();
    byte[] filtered = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    byte[] plain = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    int filteredBytes =
        total == RowFrames.UNFILTERED
            ? RowFrames.UNFILTERED
            : rows.payload(
                rows.columns(total),
                body,
                total,
                count,
                original,
                mayWait(true),
                filtered,
                PAYLOAD_AT);
    int plainBytes = plainPayload(bytes, count, original, true, plain);
    boolean won = filteredBytes != RowFrames.UNFILTERED && filteredBytes <= plainBytes;
    rows.trialEnded(won);
    ArrayPool.SHARED.give(won ? plain : filtered);
    if (won) {
      RowFrames.count(count, body);
      write(filtered, rows.kind(), ShuffleFrame.ROW_FILTER, filteredBytes, sink);
    } else {
      write(plain, plainKind, ShuffleFrame.NO_FILTER, plainBytes, sink);
    }
  }

  private boolean mayWait(boolean untried) {
    return untried && config.mode() == CodecConfig.Mode.HARDWARE;
  }

  /** A body that would not be smaller than the stored payload is not worth inflating. */
  private static int mostDeflated(int count) {
    return count - ShuffleFrame.BODY_TRAILER_BYTES + ShuffleFrame.STORED_TRAILER_BYTES - 1;
  }

  /**
   * Makes an unfiltered payload and sets {@link #plainKind}.
   *
   * @param untried whether no accelerator has refused the block yet
   */
  private int plainPayload(byte[] bytes, int count, int sum, boolean untried, byte[] frame)
      throws IOException {
    plainKind = ShuffleFrame.DEFLATE;
    int end =
        engine()
            .compress(
                config,
                guess,
                mayWait(untried) ? BlockPipeline.COLLECT : null,
                Ending.FINAL,
                bytes,
                0,
                count,
                frame,
                PAYLOAD_AT,
                Math.max(0, mostDeflated(count)));
    if (end == Engine.STORE) {
      plainKind = ShuffleFrame.STORED;
      System.arraycopy(bytes, 0, frame, PAYLOAD_AT, count);
      end = count;
    }
    end += PAYLOAD_AT;
    LittleEndian.putInt(frame, end, sum);
    end += ShuffleFrame.STORED_TRAILER_BYTES;
    if (plainKind == ShuffleFrame.DEFLATE) {
      LittleEndian.putInt(frame, end, count);
      end += Integer.BYTES;
    }
    return end - PAYLOAD_AT;
  }

  /** Completes a frame in front of its payload, and counts it; returns where it begins. */
  private static int begin(byte[] frame, int kind, int filter, int payloadBytes) {
    int start = ShuffleFrame.writeHeaderBefore(frame, PAYLOAD_AT, kind, filter, payloadBytes);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(PAYLOAD_AT + payloadBytes - start);
    return start;
  }

  /** Writes a frame behind those that are under way; the array is given back. */
  private void write(byte[] frame, int kind, int filter, int payloadBytes, OutputStream sink)
      throws IOException {
    int start = begin(frame, kind, filter, payloadBytes);
    int bytes = PAYLOAD_AT + payloadBytes - start;
    if (pipeline != null) {
      pipeline.park(frame, start, bytes, this, sink);
    } else {
      ArrayPool.SHARED.writeAndTakeBack(frame, start, bytes, sink);
    }
  }

  @Override
  public void write(CompressJob job, OutputStream sink) throws IOException {
    boolean filtered = job.note() != NOT_FILTERED;
    int count = filtered ? (int) (job.note() >>> 32) : job.inBytes();
    int raw = job.carriedBytes();
    int body = job.outBytes();
    if (body == Engine.STORE) {
      redo(job, filtered, count, sink);
    } else {
      int dataAt = PAYLOAD_AT + (filtered ? FilteredPayload.prefixBytes(count, raw) : 0);
      int rawAt = dataAt + body + ShuffleFrame.BODY_TRAILER_BYTES;
      byte[] frame = ArrayPool.SHARED.take(rawAt + raw);
      job.copyBody(frame, dataAt);
      if (raw > 0) {
        job.copyCarried(frame, rawAt);
      }
      if (filtered) {
        FilteredPayload.writePrefix(frame, PAYLOAD_AT, count, (int) job.note(), raw);
      }
      job.count();
      (filtered ? rows.guess() : guess).shrank();
      writeMade(frame, ShuffleFrame.DEFLATE, filtered, rawAt + raw - PAYLOAD_AT, sink);
    }
    if (filtered) {
      RowFrames.count(count, job.inBytes());
    }
  }

  /** Compresses a block in software that was at an accelerator. */
  private void redo(CompressJob job, boolean filtered, int count, OutputStream sink)
      throws IOException {
    int total = job.inBytes() + job.carriedBytes();
    byte[] in = ArrayPool.SHARED.take(total);
    byte[] frame = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    int kind;
    int payloadBytes;
    try {
      job.copyIn(in);
      if (filtered) {
        int original = (int) job.note();
        payloadBytes =
            rows.payload(in, job.inBytes(), total, count, original, false, frame, PAYLOAD_AT);
        kind = rows.kind();
      } else {
        payloadBytes = plainPayload(in, count, crcOf(in, count), false, frame);
        kind = plainKind;
      }
    } finally {
      ArrayPool.SHARED.give(in);
    }
    writeMade(frame, kind, filtered, payloadBytes, sink);
  }

  /** Writes the frame of a block whose turn it is. */
  private static void writeMade(
      byte[] frame, int kind, boolean filtered, int payloadBytes, OutputStream sink)
      throws IOException {
    int filter = filtered ? ShuffleFrame.ROW_FILTER : ShuffleFrame.NO_FILTER;
    int start = begin(frame, kind, filter, payloadBytes);
    ArrayPool.SHARED.writeAndTakeBack(frame, start, PAYLOAD_AT + payloadBytes - start, sink);
  }
}
