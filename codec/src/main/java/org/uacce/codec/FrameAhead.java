package org.uacce.codec;

import java.io.IOException;
import java.util.ArrayDeque;
import org.uacce.codec.engine.Engine;

/**
 * The next frames of a stream, in their order. Where an accelerator inflates, a few of them are
 * read before they are needed, and only as far as the source gives them without waiting: one at
 * first, and one more each time that one was done in time, up to {@code inFlight}. One thread.
 */
final class FrameAhead {
  /** Less is no frame worth reading ahead for. */
  private static final int LEAST_AVAILABLE_BYTES = 1 << 10;

  private final FrameSource source;
  private final CodecConfig config;
  private final Object reader;

  /** The frame that was done last, for the next one: without an accelerator there is no other. */
  private Frame spare;

  /** Null until an accelerator may inflate something. */
  private InflateJobs jobs;

  /** Null without jobs. Those with a payload have their share of the stream buffers' bound. */
  private ArrayDeque<Frame> ahead;

  private int window = 1;
  private IOException failure;

  /**
   * @param reader whose frames they are
   */
  FrameAhead(FrameSource source, CodecConfig config, Object reader) {
    this.source = source;
    this.config = config;
    this.reader = reader;
  }

  /**
   * The next frame with its payload; null at the clean end. It is given back with {@link #done}.
   */
  Frame next() throws IOException {
    if (jobs != null) {
      jobs.use();
    }
    Frame frame = jobs == null ? null : ahead.pollFirst();
    if (frame == null) {
      if (failure != null) {
        throw failure;
      }
      frame = spareOrNew();
      if (!source.next(frame)) {
        spare = frame;
        return null;
      }
    }
    if (frame.payload == null) {
      source.readPayload(frame);
    } else {
      jobs.unpark(frame.payloadBytes);
    }
    Engine engine = Engine.shared(config);
    engine.enter();
    if (engine.offloadsInflating(config)) {
      if (waits() && !frame.isAhead()) {
        frame.inflateAhead(config, jobs(), true);
      }
      fill();
    }
    return frame;
  }

  /** Whether {@code mode=hardware} demands that a device inflates what it can. */
  boolean waits() {
    return config.mode() == CodecConfig.Mode.HARDWARE;
  }

  /**
   * Takes a frame back whose bytes have been made.
   *
   * @param inTime whether an accelerator had made them
   */
  void done(Frame frame, boolean inTime) {
    window = inTime ? Math.min(window + 1, config.offload().inFlight()) : window;
    done(frame);
  }

  private void done(Frame frame) {
    frame.drop(jobs);
    spare = frame;
  }

  /** Gives everything back. */
  void close() throws IOException {
    // Before the frames let go of their jobs: afterwards nobody might come to take their results.
    if (jobs != null) {
      jobs.use();
      jobs.settle();
      for (Frame frame = ahead.pollFirst(); frame != null; frame = ahead.pollFirst()) {
        done(frame);
      }
    }
    source.close();
  }

  private Frame spareOrNew() {
    Frame frame = spare == null ? new Frame() : spare;
    spare = null;
    return frame;
  }

  private InflateJobs jobs() {
    if (jobs == null) {
      jobs = new InflateJobs(reader, StreamBuffers.shared(config));
      ahead = new ArrayDeque<>();
      jobs.use();
    }
    return jobs;
  }

  private void fill() {
    jobs();
    // One whose payload is still to be read is the last that can be had without waiting.
    while (failure == null
        && ahead.size() < window
        && (ahead.isEmpty() || ahead.peekLast().payload != null)) {
      Frame frame = spareOrNew();
      boolean parked = false;
      try {
        if (source.available() < LEAST_AVAILABLE_BYTES || !source.next(frame)) {
          spare = frame;
          return;
        }
        parked = source.available() >= frame.payloadBytes && jobs.tryPark(frame.payloadBytes);
        if (parked) {
          source.readPayload(frame);
          frame.inflateAhead(config, jobs, false);
        }
        ahead.addLast(frame);
      } catch (IOException e) {
        if (parked) {
          jobs.unpark(frame.payloadBytes);
        }
        done(frame);
        failure = e; // its turn comes when the frames in front of it have been read
      }
    }
  }
}
