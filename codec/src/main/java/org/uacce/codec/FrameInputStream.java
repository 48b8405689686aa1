package org.uacce.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads shuffle frames ({@code docs/format.md}), any number of concatenated streams of them.
 * Nothing is read before the first read. The clean end is the end of input between two frames;
 * anything else is a {@link MalformedDataException}.
 *
 * <p>Any thread may read or close: every call holds the stream's lock, so that a close by a thread
 * that kills a task never gives back memory that a read is still copying. Closing is idempotent.
 * Bytes are handed out only after their frame's CRC-32 has been computed here and found right.
 */
public final class FrameInputStream extends InputStream {
  private final FrameAhead frames;
  private final FrameBlock block;
  private int next;
  private long frameOffset = -1;
  private boolean closed;
  private IOException failure;

  /**
   * @param source closed with this stream; read only as far as whole frames go, and ahead of what
   *     is needed only what it has available
   */
  public FrameInputStream(InputStream source, CodecConfig config) {
    this(new ShuffleFrameSource(Objects.requireNonNull(source, "source")), config);
  }

  FrameInputStream(FrameSource source, CodecConfig config) {
    this.frames = new FrameAhead(source, config, this);
    this.block = new FrameBlock(config);
  }

  /** Where the frame begins whose bytes were handed out last; -1 before the first. */
  synchronized long frameOffset() {
    return frameOffset;
  }

  @Override
  public synchronized int read() throws IOException {
    if (!hasBytes()) {
      return -1;
    }
    int b = block.byteAt(next) & 0xff;
    advance(1);
    return b;
  }

  @Override
  public synchronized int read(byte[] bytes, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, bytes.length);
    ensureOpen();
    if (length == 0) {
      return 0;
    }
    if (!hasBytes()) {
      return -1;
    }
    int count = Math.min(length, block.bytes() - next);
    block.copyOut(next, bytes, at, count);
    advance(count);
    return count;
  }

  @Override
  public synchronized long skip(long bytes) throws IOException {
    ensureOpen();
    if (bytes <= 0 || !hasBytes()) {
      return 0;
    }
    int count = (int) Math.min(bytes, block.bytes() - next);
    advance(count);
    return count;
  }

  @Override
  public synchronized int available() throws IOException {
    ensureOpen();
    return block.bytes() - next;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      next = 0;
      block.close();
      frames.close();
    }
  }

  private void ensureOpen() throws IOException {
    if (closed) {
      throw new IOException("Stream is closed");
    }
  }

  /** Whether the block has bytes to take, after reading the next frame if need be. */
  private boolean hasBytes() throws IOException {
    ensureOpen();
    return next < block.bytes() || nextFrame();
  }

  private void advance(int count) {
    next += count;
    if (next == block.bytes()) {
      block.taken();
    }
  }

  /** Reads the next frame into the block; false at the clean end. A failed stream stays failed. */
  private boolean nextFrame() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    boolean whole = false;
    try {
      Frame frame = frames.next();
      if (frame != null) {
        frameOffset = frame.offset;
        frames.done(frame, block.take(frame, frames.waits()));
      } else {
        block.drop();
      }
      next = 0;
      whole = true;
      return frame != null;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      if (!whole) {
        next = 0;
        block.drop();
        if (failure == null) {
          // What the source threw was no IOException: Spark's sources do so when a task is killed.
          failure = new IOException("Stream is broken: its source failed inside a frame");
        }
      }
    }
  }
}
