package org.uacce.codec.engine;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.zip.CRC32;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.DroppedMemory;
import org.uacce.codec.queue.OffHeapBuffer;

/**
 * One block that was inflated and stays off the heap until its reader has taken it, so that it is
 * copied once only. Its memory is leased for the block, not for the stream: a reader that is idle
 * holds one block at most, and one at its end holds nothing.
 *
 * <p>One thread at a time. A block that is dropped without {@link #close} gives its memory back
 * when collected. A reader's last call may be the last use of it: the fences keep the Cleaner from
 * lending the memory to the next one while that call still copies.
 */
public final class InflatedBlock implements AutoCloseable {
  private final Lease lease = new Lease();
  private final Cleaner.Cleanable cleanable = DroppedMemory.register(this, lease);

  /** What the Cleaner gives back; knows nothing of the block. */
  private static final class Lease implements Runnable {
    private BufferPool pool;
    private OffHeapBuffer buffer;
    private int start;

    /** Locked, since giving one buffer back twice would lend it to two. */
    @Override
    public synchronized void run() {
      if (buffer != null) {
        pool.endLease(buffer);
        buffer = null;
      }
    }
  }

  /** Takes over a lease; the block's bytes begin at {@code start}. */
  void hold(BufferPool pool, OffHeapBuffer buffer, int start) {
    release();
    lease.pool = pool;
    lease.buffer = buffer;
    lease.start = start;
  }

  /** Whether there is a block. */
  public boolean held() {
    return lease.buffer != null;
  }

  /** Adds the first {@code bytes} bytes of the block to a checksum. */
  public void sum(CRC32 crc, int bytes) {
    try {
      lease.buffer.sum(crc, lease.start, bytes);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Copies bytes of the block from {@code at}. */
  public void copyOut(int at, byte[] target, int offset, int bytes) {
    try {
      lease.buffer.copyOut(lease.start + at, target, offset, bytes);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  public byte byteAt(int at) {
    try {
      return lease.buffer.byteAt(lease.start + at);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Gives the memory back; without a block nothing happens. */
  public void release() {
    lease.run();
  }

  /** As {@link #release}, for good. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
