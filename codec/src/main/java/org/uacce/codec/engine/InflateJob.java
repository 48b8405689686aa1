package org.uacce.codec.engine;

import java.util.function.BooleanSupplier;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.queue.JobStatus;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.queue.SharedQueue;
import org.uacce.codec.queue.Slot;

/**
 * One gzip body that an accelerator inflates while its reader is still busy with what comes before.
 * The reader computes the checksum of what came out itself, and inflates in software what is not
 * there when it is needed or is not right. Reused from body to body; one thread at a time.
 */
public final class InflateJob {
  private enum State {
    IDLE,
    UNDER_WAY,
    DONE,
    FAILED
  }

  private final DeviceTier tier;
  private final DeviceRequest request = new DeviceRequest(true);

  /** Kept, so that waiting allocates nothing. */
  private final BooleanSupplier polling = this::poll;

  private State state = State.IDLE;
  private OffHeapBuffer buffer;
  private SharedQueue queue;
  private int inBytes;
  private int outAt;
  private int outBytes;
  private long pushedAt;
  private boolean wrong;

  InflateJob(DeviceTier tier) {
    this.tier = tier;
  }

  /** Where the output begins in the job's memory. */
  static int outAt(int inBytes) {
    return (inBytes + NativeTier.GAP_BYTES + 63) & -64;
  }

  void submit(
      OffHeapBuffer lease,
      SharedQueue inflating,
      Slot slot,
      byte[] in,
      int at,
      int bytes,
      int out) {
    buffer = lease;
    queue = inflating;
    inBytes = bytes;
    outAt = outAt(bytes);
    outBytes = out;
    buffer.copyIn(0, in, at, bytes);
    slot.owner(request);
    slot.fill(
        buffer.address(),
        bytes,
        buffer.address() + outAt,
        out,
        DeflateFormat.GZIP,
        Ending.FINAL,
        0);
    state = State.UNDER_WAY;
    wrong = false;
    pushedAt = System.nanoTime();
    request.push(inflating, slot);
  }

  private boolean poll() {
    if (state == State.UNDER_WAY) {
      switch (request.phase()) {
        case BACK -> back();
        case LOST -> fail(CodecMetric.DEVICE_JOB_LOST);
        case UNDER_WAY, IDLE -> {}
      }
    }
    return state == State.DONE || state == State.FAILED;
  }

  private void back() {
    tier.inflatedIn(request.backAt() - pushedAt);
    if (request.status() == JobStatus.DONE
        && request.consumed() == inBytes
        && request.produced() == outBytes) {
      state = State.DONE;
    } else {
      // Of malformed data too: software says which it is.
      fail(CodecMetric.DEVICE_JOB_FAILED);
    }
  }

  private void fail(CodecMetric reason) {
    state = State.FAILED;
    reason.add(1);
  }

  /**
   * Whether the output is there, now that it is needed.
   *
   * @param waits as long as it takes; else for what is left of one service time
   */
  public boolean isDone(boolean waits) {
    if (state != State.IDLE && !poll()) {
      if (waits) {
        tier.await(polling);
      } else if (!tier.awaitInflated(polling, pushedAt) && state == State.UNDER_WAY) {
        CodecMetric.DECOMPRESS_LATE.add(1);
        // It takes so long at least; a reader that always came too early would never know.
        tier.inflatedIn(System.nanoTime() - pushedAt);
      }
    }
    return state == State.DONE;
  }

  /** Hands the output over; the job is IDLE again. */
  public void giveTo(InflatedBlock block, InflateResult result) {
    result.consumed = consumed();
    result.produced = outBytes;
    request.collected();
    tier.hand(block, buffer, outAt);
    buffer = null;
    state = State.IDLE;
  }

  /** The memory of a DONE job, whose output is at {@link #outAt()}. */
  OffHeapBuffer buffer() {
    return buffer;
  }

  int outAt() {
    return outAt;
  }

  int outBytes() {
    return outBytes;
  }

  int consumed() {
    return inBytes - GzipHeader.TRAILER_BYTES;
  }

  /** The CPU found that the output is not what the trailer declares. */
  void doubted() {
    wrong = true;
  }

  /** Whether the output was doubted. */
  public boolean wasWrong() {
    return wrong;
  }

  /** Counts output that is right, and is used. */
  public static void count(int bytes) {
    CodecMetric.DECOMPRESS_DEVICE_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_DEVICE_BYTES.add(bytes);
  }

  /** The last output was not what software makes of the same body. */
  public void lied() {
    CodecMetric.DEVICE_WRONG.add(1);
    tier.distrust(queue);
  }

  /** Whether a device may still be at it, as far as anybody has looked. */
  public boolean isUnderWay() {
    return !poll() && state == State.UNDER_WAY;
  }

  /** Waits until nothing is under way any more, and forgets it. */
  public void settle() {
    if (isUnderWay()) {
      tier.await(polling);
    }
    release();
  }

  /**
   * Forgets a body that has been begun; its reader finds that it is not done. Whether there was
   * one.
   */
  public boolean abandon() {
    boolean begun = state != State.IDLE;
    release();
    return begun;
  }

  /** Forgets the body, wherever it is. */
  public void release() {
    if (buffer != null) {
      tier.end(request, buffer);
      buffer = null;
    }
    state = State.IDLE;
  }
}
