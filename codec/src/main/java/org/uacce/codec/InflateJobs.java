package org.uacce.codec;

import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateJob;
import org.uacce.codec.queue.DroppedMemory;

/**
 * The jobs of one reader, and the bound's share of the payloads that it has read ahead. Whoever
 * drops the reader without closing it leaves them to be ended when it is collected, so they know
 * nothing of it. Any thread; the reader and the Cleaner never meet.
 */
final class InflateJobs {
  private final StreamBuffers buffers;
  private final List<InflateJob> all = new ArrayList<>();
  private final List<InflateJob> idle = new ArrayList<>();
  private int parkedBytes;

  /**
   * @param reader whose jobs they are
   */
  InflateJobs(Object reader, StreamBuffers buffers) {
    this.buffers = buffers;
    DroppedMemory.register(reader, this::settle);
  }

  InflateJob take(Engine engine) {
    if (!idle.isEmpty()) {
      return idle.remove(idle.size() - 1);
    }
    InflateJob job = engine.newInflateJob();
    all.add(job);
    return job;
  }

  /** Takes back a job, wherever it is. */
  void give(InflateJob job) {
    job.release();
    idle.add(job);
  }

  /** Takes a share of the bound, if that allows it. */
  boolean tryPark(int bytes) {
    boolean parked = buffers.tryPark(bytes);
    parkedBytes += parked ? bytes : 0;
    return parked;
  }

  /** Gives back what {@link #tryPark} took. */
  void unpark(int bytes) {
    buffers.unpark(bytes);
    parkedBytes -= bytes;
  }

  /** Gives everything back, and waits until no device has a job of these any more. */
  void settle() {
    unpark(parkedBytes);
    all.forEach(InflateJob::settle);
  }
}
