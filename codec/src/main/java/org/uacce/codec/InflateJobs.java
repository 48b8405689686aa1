package org.uacce.codec;

import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateJob;
import org.uacce.codec.queue.DroppedMemory;

/**
 * The jobs of one reader. Whoever drops the reader without closing it leaves them to be ended when
 * it is collected, so they know nothing of it. Any thread; the reader and the Cleaner never meet.
 */
final class InflateJobs {
  private final List<InflateJob> all = new ArrayList<>();
  private final List<InflateJob> idle = new ArrayList<>();

  /**
   * @param reader whose jobs they are
   */
  InflateJobs(Object reader) {
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

  /** Waits until no device has a job of these any more. */
  void settle() {
    all.forEach(InflateJob::settle);
  }
}
