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
  private final OutputStream sink;
  private final CodecConfig config;
  private final boolean flushCutsBlocks;
  private final StreamBuffer block;
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();
  private final byte[] single = new byte[1];
  private final AtomicBoolean closed = new AtomicBoolean();
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
    this.block = new StreamBuffer(StreamBuffers.shared(config.streamBufferBytes()));
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
      done += block.append(bytes, offset + done, length - done, config.blockBytes());
      if (done < length || block.count() == config.blockBytes()) {
        if (block.count() < config.blockBytes()) {
          CodecMetric.BLOCKS_CUT_EARLY.add(1);
        }
        cutBlock();
      }
    }
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
    byte[] frame =
        ArrayPool.SHARED.take(
            ShuffleFrame.MOST_HEADER_BYTES + count + ShuffleFrame.BODY_TRAILER_BYTES);
    failed = true;
    try {
      writeFrame(block.array(), count, frame);
      failed = false;
    } finally {
      ArrayPool.SHARED.give(frame);
      block.clear();
    }
  }

  private void writeFrame(byte[] bytes, int count, byte[] frame) throws IOException {
    int payloadAt = ShuffleFrame.MOST_HEADER_BYTES;
    // A body that would not be smaller than the stored payload is not worth inflating.
    int room =
        Math.max(
            0, count - ShuffleFrame.BODY_TRAILER_BYTES + ShuffleFrame.STORED_TRAILER_BYTES - 1);
    int kind = ShuffleFrame.DEFLATE;
    int end =
        Engine.shared(config)
            .compress(config, guess, Ending.FINAL, bytes, 0, count, frame, payloadAt, room);
    if (end == Engine.STORE) {
      kind = ShuffleFrame.STORED;
      System.arraycopy(bytes, 0, frame, payloadAt, count);
      end = count;
    }
    end += payloadAt;
    crc.reset();
    crc.update(bytes, 0, count);
    LittleEndian.putInt(frame, end, (int) crc.getValue());
    end += ShuffleFrame.STORED_TRAILER_BYTES;
    if (kind == ShuffleFrame.DEFLATE) {
      LittleEndian.putInt(frame, end, count);
      end += Integer.BYTES;
    }
    int start = ShuffleFrame.writeHeaderBefore(frame, payloadAt, kind, end - payloadAt);
    sink.write(frame, start, end - start);
    CodecMetric.COMPRESS_OUTPUT_BYTES.add(end - start);
  }
}
