package org.uacce.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateJob;
import org.uacce.codec.queue.DroppedMemory;

/**
 * The jobs of one reader, and the bound's share of the payloads that it has read ahead. Whoever
 * drops the reader without closing it leaves them to be ended when it is collected, so they know
 * nothing of it. Any thread; the reader and the Cleaner never meet, and the end of a task touches
 * only what no other thread has used since.
 */
final class InflateJobs {
  /** Those of readers that may have something under way. */
  private static final Set<InflateJobs> BUSY = ConcurrentHashMap.newKeySet();

  private final StreamBuffers buffers;
  private final List<InflateJob> all = new ArrayList<>();
  private final List<InflateJob> idle = new ArrayList<>();

  /** Given back while a device was still at them: who closes the reader waits for these, too. */
  private final List<InflateJob> late = new ArrayList<>();

  private int parkedBytes;
  private boolean busy;

  /** The thread that used this last. */
  private volatile Thread user;

  /**
   * @param reader whose jobs they are
   */
  InflateJobs(Object reader, StreamBuffers buffers) {
    this.buffers = buffers;
    DroppedMemory.register(reader, this::settle);
  }

  /** Every use begins with this: the jobs are this thread's from now on. */
  synchronized void use() {
    user = Thread.currentThread();
  }

  InflateJob take(Engine engine) {
    if (!busy) {
      busy = true;
      BUSY.add(this);
    }
    reuseLate();
    if (!idle.isEmpty()) {
      return idle.remove(idle.size() - 1);
    }
    InflateJob job = engine.newInflateJob();
    all.add(job);
    return job;
  }

  /** Takes back a job, wherever it is. */
  void give(InflateJob job) {
    if (job.isUnderWay()) {
      late.add(job);
    } else {
      job.release();
      idle.add(job);
    }
  }

  private void reuseLate() {
    for (int i = late.size() - 1; i >= 0; i--) {
      if (!late.get(i).isUnderWay()) {
        give(late.remove(i));
      }
    }
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
  synchronized void settle() {
    unpark(parkedBytes);
    all.forEach(InflateJob::settle);
    rest();
  }

  private void rest() {
    if (busy) {
      busy = false;
      BUSY.remove(this);
    }
  }

  /**
   * Gives up, without waiting, what readers that a thread used last have under way. Such a reader
   * inflates in software what it has read already, and may go on.
   *
   * @return how many readers had something under way
   */
  static int abandonAllOf(Thread thread) {
    int readers = 0;
    for (InflateJobs jobs : BUSY) {
      readers += jobs.user == thread && jobs.abandon(thread) ? 1 : 0;
    }
    return readers;
  }

  private synchronized boolean abandon(Thread thread) {
    if (user != thread) {
      return false;
    }
    boolean any = false;
    for (InflateJob job : all) {
      any |= job.abandon();
    }
    rest();
    return any;
  }
}
