package org.uacce.codec;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound on what all open output streams of the JVM gather together, {@code
 * streamBuffer.maxBytes}. Spark may hold cores x 200 streams open, so a stream that cannot grow
 * cuts its block early. Any thread.
 */
final class StreamBuffers {
  private static final Logger LOG = LoggerFactory.getLogger(StreamBuffers.class);

  private static StreamBuffers shared;

  private final long maxBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong parkedBytes = new AtomicLong();
  private boolean warned;

  StreamBuffers(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * The bound of this JVM: that of the first caller; a later, different one is warned about once.
   */
  static synchronized StreamBuffers shared(long maxBytes) {
    if (shared == null) {
      shared = new StreamBuffers(maxBytes);
    } else if (shared.maxBytes != maxBytes && !shared.warned) {
      shared.warned = true;
      LOG.warn(
          "Keeping the stream buffers' bound: streamBuffer.maxBytes={} ignored={}; it is read once per JVM",
          shared.maxBytes,
          maxBytes);
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
