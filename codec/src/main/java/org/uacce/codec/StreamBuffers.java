package org.uacce.codec;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound on what all open output streams of the JVM gather together: {@code
 * streamBuffer.maxBytes} without the share of {@link ArrayPool}. Spark may hold cores x 200 streams
 * open, so a stream that cannot grow cuts its block early. Any thread.
 */
final class StreamBuffers {
  private static volatile StreamBuffers shared;

  private final long maxBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong parkedBytes = new AtomicLong();

  StreamBuffers(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The bound of this JVM.
   *
   * @param config of the asking stream; the first user's counts
   */
  static StreamBuffers shared(CodecConfig config) {
    JvmOptions options = JvmOptions.agreed(config.jvm());
    StreamBuffers buffers = shared;
    return buffers == null ? share(options) : buffers; // every stream comes here: no lock for it
  }

  private static synchronized StreamBuffers share(JvmOptions options) {
    if (shared == null) {
      long bytes = options.streamBufferBytes();
      shared = new StreamBuffers(bytes - ArrayPool.idleShare(bytes));
    }
    return shared;
  }

  /** Takes bytes if the bound allows it. */
  boolean tryReserve(int bytes) {
    long held = heldBytes.addAndGet(bytes);
    if (held > maxBytes) {
      heldBytes.addAndGet(-bytes);
      return false;
    }
    CodecMetric.STREAM_BUFFER_BYTES.add(bytes);
    return true;
  }

  /**
   * Takes bytes for finished output that waits for an earlier block, if the bound allows it: at
   * most half of it, so that gathering goes on.
   */
  boolean tryPark(int bytes) {
    if (parkedBytes.addAndGet(bytes) > maxBytes / 2 || !tryReserve(bytes)) {
      parkedBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives back what {@link #tryPark} took. */
  void unpark(int bytes) {
    parkedBytes.addAndGet(-bytes);
    release(bytes);
  }

  void release(int bytes) {
    heldBytes.addAndGet(-bytes);
    CodecMetric.STREAM_BUFFER_BYTES.add(-bytes);
  }
}
