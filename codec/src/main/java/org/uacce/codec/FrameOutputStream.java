package org.uacce.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

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
  private final boolean flushCutsBlocks;
  private final StreamBuffer block;

  /** For single bytes, which few streams write. */
  private byte[] single;

  private final AtomicBoolean closed = new AtomicBoolean();

  private final FrameMaker frames;

  /** The full block: larger once the stream has turned out to be rows. */
  private int blockBytes;

  /** What is under way may leave a hole in the frames; {@link #cause} says why if it did. */
  private boolean failed;

  private Exception cause;

  /**
   * @param sink closed with this stream
   * @param flushCutsBlocks whether everything written before a {@link #flush} must be readable
   *     after it; Spark's shuffle flushes several times a stream and needs no such promise
   */
  public FrameOutputStream(OutputStream sink, CodecConfig config, boolean flushCutsBlocks) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.flushCutsBlocks = flushCutsBlocks;
    this.block = new StreamBuffer(StreamBuffers.shared(config));
    this.frames = new FrameMaker(config, this);
    this.blockBytes = config.blockBytes();
  }

  @Override
  public void write(int b) throws IOException {
    if (single == null) {
      single = new byte[1];
    }
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
    if (block.count() < blockBytes) {
      return false;
    }
    blockBytes = frames.blockBytes(block.array(), block.count());
    return block.count() < blockBytes;
  }

  @Override
  public void flush() throws IOException {
    ensureOpen();
    if (flushCutsBlocks) {
      cutBlock();
      finishFrames();
    } else {
      frames.enter();
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
        finishFrames();
        sink.flush();
      }
    } finally {
      frames.clear();
      block.close();
    }
  }

  private void finishFrames() throws IOException {
    failed = true;
    try {
      frames.finish(sink);
      failed = false;
    } catch (IOException | RuntimeException e) {
      cause = e;
      throw e;
    }
  }

  private void ensureOpen() throws IOException {
    if (closed.get()) {
      throw new IOException("Stream is closed");
    }
    if (failed) {
      // Serializers write once more after an exception, and it is this one that a user sees.
      throw new IOException(
          "Stream is broken: an earlier block was not written; close it: cause=\"" + cause + "\"",
          cause);
    }
  }

  private void cutBlock() throws IOException {
    if (block.count() == 0) {
      return;
    }
    failed = true;
    try {
      frames.write(block.array(), block.count(), sink);
      failed = false;
    } catch (IOException | RuntimeException e) {
      cause = e;
      throw e;
    } finally {
      block.clear();
    }
  }
}
