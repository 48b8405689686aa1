package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.engine.Compressibility;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * Writes a stream as shuffle frames ({@code docs/format.md}). Streams may be concatenated; an empty
 * stream is no bytes.
 *
 * <p>One thread at a time; {@link #close} is idempotent, whichever threads call it. A write after
 * close is an IOException, as with the JDK's streams. After an exception of the sink nothing more
 * is written to it, since frames behind a hole would be read as if nothing were missing: the stream
 * only closes.
 */
public final class FrameOutputStream extends OutputStream {
  private static final int PAYLOAD_AT = ShuffleFrame.MOST_HEADER_BYTES;

  private static final int FRAME_OVERHEAD_BYTES =
      ShuffleFrame.MOST_HEADER_BYTES + ShuffleFrame.BODY_TRAILER_BYTES;

  private final OutputStream sink;
  private final CodecConfig config;
  private final boolean flushCutsBlocks;
  private final StreamBuffer block;
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();
  private final byte[] single = new byte[1];
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Null where rows are not filtered. */
  private final RowFrames rows;

  /** The full block: larger once the stream has turned out to be rows. */
  private int blockBytes;

  /** Kind of the unfiltered payload that was last made. */
  private int plainKind;

  private boolean failed;

  /**
   * @param sink closed with this stream
   * @param flushCutsBlocks whether everything written before a {@link #flush} must be readable
   *     after it; Spark's shuffle flushes several times a stream and needs no such promise
   */
  public FrameOutputStream(OutputStream sink, CodecConfig config, boolean flushCutsBlocks) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.config = config;
    this.flushCutsBlocks = flushCutsBlocks;
    this.block = new StreamBuffer(StreamBuffers.shared(config));
    this.rows = config.rowFilter() ? new RowFrames(config) : null;
    this.blockBytes = config.blockBytes();
  }

  @Override
  public void write(int b) throws IOException {
    single[0] = (byte) b;
    write(single, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    ensureOpen();
    int done = 0;
    while (done < length) {
      done += block.append(bytes, offset + done, length - done, blockBytes);
      if ((done < length || block.count() == blockBytes) && !grows()) {
        if (block.count() < blockBytes) {
          CodecMetric.BLOCKS_CUT_EARLY.add(1);
        }
        cutBlock();
      }
    }
  }

  /** Whether a block that seemed full may become larger, since it is one of rows. */
  private boolean grows() {
    if (rows == null || block.count() < blockBytes) {
      return false;
    }
    blockBytes = rows.blockBytes(block.array(), block.count());
    return block.count() < blockBytes;
  }

  @Override
  public void flush() throws IOException {
    ensureOpen();
    if (flushCutsBlocks) {
      cutBlock();
    }
    sink.flush();
  }

  @Override
  public void close() throws IOException {
    if (closed.getAndSet(true)) {
      return;
    }
    try (sink) {
      if (!failed) {
        cutBlock();
        sink.flush();
      }
    } finally {
      block.close();
    }
  }

  private void ensureOpen() throws IOException {
    if (closed.get()) {
      throw new IOException("Stream is closed");
    }
    if (failed) {
      throw new IOException("Stream is broken: an earlier block was not written; close it");
    }
  }

  private void cutBlock() throws IOException {
    int count = block.count();
    if (count == 0) {
      return;
    }
    failed = true;
    byte[] frame = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    try {
      crc.reset();
      crc.update(block.array(), 0, count);
      if (rows == null || rows.isOff()) {
        writePlain(block.array(), count, frame);
      } else {
        writeRows(block.array(), count, frame);
      }
      failed = false;
    } finally {
      ArrayPool.SHARED.give(frame);
      block.clear();
    }
  }

  private void writeRows(byte[] bytes, int count, byte[] frame) throws IOException {
    int payloadBytes = rows.payload(bytes, count, (int) crc.getValue(), frame, PAYLOAD_AT);
    if (rows.isTrial()) {
      if (unfilteredIsSmaller(bytes, count, payloadBytes)) {
        return;
      }
    } else if (payloadBytes == RowFrames.UNFILTERED) {
      writePlain(bytes, count, frame);
      return;
    }
    rows.count();
    write(frame, rows.kind(), ShuffleFrame.ROW_FILTER, payloadBytes);
  }

  /** Compresses a block unfiltered too, and writes that if it is smaller. */
  private boolean unfilteredIsSmaller(byte[] bytes, int count, int filteredBytes)
      throws IOException {
    byte[] frame = ArrayPool.SHARED.take(FRAME_OVERHEAD_BYTES + count);
    try {
      int payloadBytes = plainPayload(bytes, count, frame);
      boolean smaller = filteredBytes == RowFrames.UNFILTERED || payloadBytes < filteredBytes;
      rows.trialEnded(!smaller);
      if (smaller) {
        write(frame, plainKind, ShuffleFrame.NO_FILTER, payloadBytes);
      }
      return smaller;
    } finally {
      ArrayPool.SHARED.give(frame);
    }
  }

  private void writePlain(byte[] bytes, int count, byte[] frame) throws IOException {
    int payloadBytes = plainPayload(bytes, count, frame);
    write(frame, plainKind, ShuffleFrame.NO_FILTER, payloadBytes);
  }

  /** Makes an unfiltered payload and sets {@link #plainKind}; returns the payload's bytes. */
  private int plainPayload(byte[] bytes, int count, byte[] frame) throws IOException {
    // A body that would not be smaller than the stored payload is not worth inflating.
    int room =
        Math.max(
            0, count - ShuffleFrame.BODY_TRAILER_BYTES + ShuffleFrame.STORED_TRAILER_BYTES - 1);
    plainKind = ShuffleFrame.DEFLATE;
    int end =
        Engine.shared(config)
            .compress(config, guess, Ending.FINAL, bytes, 0, count, frame, PAYLOAD_AT, room);
    if (end == Engine.STORE) {
      plainKind = ShuffleFrame.STORED;
      System.arraycopy(bytes, 0, frame, PAYLOAD_AT, count);
      end = count;
    }
    end += PAYLOAD_AT;
    LittleEndian.putInt(frame, end, (int) crc.getValue());
    end += ShuffleFrame.STORED_TRAILER_BYTES;
    if (plainKind == ShuffleFrame.DEFLATE) {
      LittleEndian.putInt(frame, end, count);
      end += Integer.BYTES;
    }
    return end - PAYLOAD_AT;
  }

  private void write(byte[] frame, int kind, int filter, int payloadBytes) throws IOException {
    int start = ShuffleFrame.writeHeaderBefore(frame, PAYLOAD_AT, kind, filter, payloadBytes);
    int bytes = PAYLOAD_AT + payloadBytes - start;
    sink.write(frame, start, bytes);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(bytes);
  }
}
