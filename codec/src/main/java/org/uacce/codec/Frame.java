package org.uacce.codec;

import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateJob;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * One frame of a stream: what its header says, its payload once that is read, and the job that
 * inflates it ahead if there is one. Reused from frame to frame. One thread.
 */
final class Frame {
  long offset;
  int kind;
  int filter;
  int payloadBytes;

  /** Where the payload begins in the stream. */
  long payloadOffset;

  /** Of {@link ArrayPool}; null while it is not read. */
  byte[] payload;

  private FilteredPayload filtered;
  private InflateJob job;
  private boolean ahead;

  /** Its parts; only what {@link #parseFiltered} left there. */
  FilteredPayload filtered() {
    return filtered;
  }

  /** Takes a filtered payload apart; returns why it cannot be one, or null. */
  String parseFiltered() {
    if (filtered == null) {
      filtered = new FilteredPayload();
    }
    return filtered.parse(payload, payloadBytes, kind);
  }

  /** What an unfiltered gzip body declares to hold. */
  long declaredBytes() {
    return Integer.toUnsignedLong(LittleEndian.intAt(payload, payloadBytes - Integer.BYTES));
  }

  /**
   * Lets an accelerator inflate the payload, which has been read, if one can.
   *
   * @param waits for a place in its queue
   */
  void inflateAhead(CodecConfig config, InflateJobs jobs, boolean waits) {
    if (kind != ShuffleFrame.DEFLATE) {
      return;
    }
    Engine engine = Engine.shared(config);
    InflateJob next = jobs.take(engine);
    boolean begun;
    if (filter == ShuffleFrame.ROW_FILTER) {
      int trailer = ShuffleFrame.BODY_TRAILER_BYTES;
      begun =
          parseFiltered() == null
              && engine.begin(
                  config,
                  next,
                  payload,
                  filtered.dataAt(),
                  filtered.dataBytes() + trailer,
                  filtered.bodyBytes(),
                  filtered,
                  waits);
    } else {
      begun =
          ShuffleFrame.originalRefusal(declaredBytes(), payloadBytes) == null
              && engine.begin(
                  config, next, payload, 0, payloadBytes, (int) declaredBytes(), null, waits);
    }
    job = next;
    ahead = begun;
  }

  boolean isAhead() {
    return ahead;
  }

  /** The job that has the payload inflated by now, or null: software does it. */
  InflateJob inflatedOrNull(boolean waits) {
    if (!ahead) {
      return null;
    }
    ahead = false;
    return job.isDone(waits) ? job : null;
  }

  /** Gives payload and job back. */
  void drop(InflateJobs jobs) {
    if (job != null) {
      jobs.give(job);
      job = null;
    }
    ahead = false;
    if (payload != null) {
      ArrayPool.SHARED.give(payload);
      payload = null;
    }
  }
}
