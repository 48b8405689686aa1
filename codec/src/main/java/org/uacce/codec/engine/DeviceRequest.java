package org.uacce.codec.engine;

import org.uacce.codec.CodecMetric;
import org.uacce.codec.queue.JobStatus;
import org.uacce.codec.queue.SharedQueue;
import org.uacce.codec.queue.Slot;
import org.uacce.codec.queue.SlotOwner;
import org.uacce.codec.queue.SlotState;

/**
 * One request to a device queue, from its submission to its results. The place in the queue is
 * given back as soon as anybody has reaped the request, so output that nobody has collected yet
 * takes memory but no place.
 *
 * <p>One thread owns the request; whoever reaps the queue calls {@link #done}. The monitor guards
 * nothing but the hand-over of results between these two, and nothing is waited for and no queue
 * called inside it: the reaper may hold none while it enters that of another request.
 */
final class DeviceRequest implements SlotOwner {
  /** Where the request is. */
  enum Phase {
    /** Nowhere. */
    IDLE,
    /** In the queue, pending or submitted. */
    UNDER_WAY,
    /** Its results are here. */
    BACK,
    /** Its queue failed: there are no results, and the device may still write to its memory. */
    LOST
  }

  private final boolean timed;
  private Phase phase = Phase.IDLE;
  private Slot slot;
  private JobStatus status;
  private int consumed;
  private int produced;
  private int checksum;
  private long backAt;

  /**
   * @param timed whether {@link #backAt} is wanted
   */
  DeviceRequest(boolean timed) {
    this.timed = timed;
  }

  /** Hands a filled slot, whose owner this is, to its queue. */
  void push(SharedQueue queue, Slot filled) {
    synchronized (this) {
      slot = filled;
      phase = Phase.UNDER_WAY;
    }
    queue.push(filled);
  }

  @Override
  public synchronized void done(Slot finished) {
    // Another request may have this place by now, and this one another place.
    if (finished == slot) {
      look();
    }
  }

  synchronized Phase phase() {
    look();
    return phase;
  }

  private void look() {
    if (phase != Phase.UNDER_WAY) {
      return;
    }
    SlotState state = slot.state();
    if (state == SlotState.DONE) {
      status = slot.status();
      consumed = slot.consumed();
      produced = slot.produced();
      checksum = slot.checksum();
      slot.free();
      slot = null;
      phase = Phase.BACK;
      backAt = timed ? System.nanoTime() : 0;
      CodecMetric.DEVICE_PARKED.add(1);
    } else if (state == SlotState.LOST) {
      phase = Phase.LOST;
    }
  }

  // What came back; only while the phase is BACK.

  JobStatus status() {
    return status;
  }

  int consumed() {
    return consumed;
  }

  int produced() {
    return produced;
  }

  int checksum() {
    return checksum;
  }

  /** When somebody reaped it, by {@link System#nanoTime()}. */
  long backAt() {
    return backAt;
  }

  /**
   * Forgets the request, wherever it is.
   *
   * @return null if no device can touch its memory any more, else the slot that the caller abandons
   */
  synchronized Slot end() {
    look();
    Slot left = slot;
    slot = null;
    if (phase == Phase.BACK) {
      CodecMetric.DEVICE_PARKED.add(-1);
    }
    phase = Phase.IDLE;
    return left;
  }

  /** Forgets results that have been read; the request's memory goes on being used. */
  synchronized void collected() {
    if (phase != Phase.BACK) {
      throw new IllegalStateException("Cannot collect a request: phase=" + phase);
    }
    CodecMetric.DEVICE_PARKED.add(-1);
    phase = Phase.IDLE;
  }
}
