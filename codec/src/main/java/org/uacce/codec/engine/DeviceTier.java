package org.uacce.codec.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.OffloadOptions;
import org.uacce.codec.Verify;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.QueueLayout;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.queue.QueueManager;
import org.uacce.codec.queue.QueueState;
import org.uacce.codec.queue.SharedQueue;
import org.uacce.codec.queue.Slot;

/**
 * The accelerators: says whether a block can go to one now, and why not. Every refusal is counted
 * by its reason; the block is then software's. Any thread.
 */
final class DeviceTier {
  /**
   * A device could agree with itself: of the blocks that are inflated again, so many by the CPU.
   */
  private static final int CPU_VERIFIES_ONE_IN = 64;

  /** The service time that readers go by is an average over about so many requests. */
  private static final int SERVICE_SAMPLES = 16;

  private final NativeTier nativeTier;
  private final BufferPool pool;
  private final QueueManager queues;
  private final AtomicLong sampled = new AtomicLong();
  private final AtomicInteger verified = new AtomicInteger();

  /** Jobs without an owner whose memory is still a device's. */
  private final AtomicInteger abandoned = new AtomicInteger();

  private volatile long inflateNanos;

  DeviceTier(NativeTier nativeTier, BufferPool pool, QueueManager queues) {
    this.nativeTier = nativeTier;
    this.pool = pool;
    this.queues = queues;
  }

  /** Whether a device serves now, or did once: then it is only away. */
  boolean isThere() {
    return queues.everCompresses();
  }

  /** Opens what there is to open; returns {@link #isThere}. */
  boolean open() {
    boolean there = isThere();
    servesInflating();
    return there;
  }

  /**
   * Whether there is a queue to use now; where there is or was a device, its absence is counted.
   */
  boolean serves() {
    if (queues.compressingOrNull() != null) {
      return true;
    }
    if (queues.hasTried()) {
      CodecMetric.DEVICE_NO_QUEUE.add(1);
    }
    return false;
  }

  /** What every entry into the codec does first: takes for everybody what is complete. */
  void enter() {
    queues.enter();
  }

  CompressJob newCompressJob() {
    return new CompressJob(this);
  }

  /**
   * Hands a described block to a device.
   *
   * @param waits for a place and for memory, up to a {@code timeout} in all
   * @param collect frees memory that streams of this thread hold with finished blocks; false if
   *     some of it stays
   * @return false: counted, and the block is untouched
   */
  boolean begin(CompressJob job, OffloadOptions options, boolean waits, BooleanSupplier collect) {
    Verify verify = options.verify();
    int needed =
        job.layOut(
            verify.comparesCrc(),
            verify.inflates(verify.kind() == Verify.Kind.SAMPLE ? sampled.getAndIncrement() : 0));
    if (job.outRoom() > QueueLayout.JOB_MAX_BYTES || needed > pool.largestBytes()) {
      return refused(CodecMetric.DEVICE_NO_BUFFER);
    }
    SharedQueue queue = queues.compressingOrNull();
    if (queue == null) {
      return refused(CodecMetric.DEVICE_NO_QUEUE);
    }
    long start = waits ? System.nanoTime() : 0;
    OffHeapBuffer buffer = lease(needed, waits, collect);
    if (buffer == null) {
      return refused(CodecMetric.DEVICE_NO_BUFFER);
    }
    Slot slot =
        waits
            ? queue.claimWithin(queues.timeoutNanos() - (System.nanoTime() - start))
            : queue.claim();
    if (slot == null) {
      pool.endLease(buffer);
      return refused(
          queue.queue().state() == QueueState.READY
              ? CodecMetric.DEVICE_NO_PLACE
              : CodecMetric.DEVICE_NO_QUEUE);
    }
    job.submit(buffer, queue, slot);
    return true;
  }

  InflateJob newInflateJob() {
    return new InflateJob(this);
  }

  /** Whether there is a queue that inflates now. */
  boolean servesInflating() {
    return queues.decompressingOrNull() != null;
  }

  /**
   * Hands a gzip body, {@code in[at..at+bytes)} with its trailer, to a device.
   *
   * @param room behind the output, for what the reader makes of that
   * @param waits for a place, up to a {@code timeout}
   * @return false: the reader inflates it itself
   */
  boolean begin(
      InflateJob job, byte[] in, int at, int bytes, int outBytes, int room, boolean waits) {
    long needed = (long) InflateJob.outAt(bytes) + outBytes + room;
    SharedQueue queue = needed > pool.largestBytes() ? null : queues.decompressingOrNull();
    if (queue == null) {
      return false;
    }
    OffHeapBuffer buffer = pool.tryLease((int) needed);
    if (buffer == null) {
      return false;
    }
    Slot slot = waits ? queue.claimWithin(queues.timeoutNanos()) : queue.claim();
    if (slot == null) {
      pool.endLease(buffer);
      return false;
    }
    job.submit(buffer, queue, slot, in, at, bytes, outBytes);
    return true;
  }

  /** An inflate request came back after this time. */
  void inflatedIn(long nanos) {
    long average = inflateNanos;
    // Two at once may lose a sample; it is an average.
    inflateNanos = average + (nanos - average) / SERVICE_SAMPLES;
  }

  /** Waits for the rest of one service time of a request that was pushed at {@code pushedAt}. */
  boolean awaitInflated(BooleanSupplier done, long pushedAt) {
    long left = pushedAt + inflateNanos - System.nanoTime();
    return left > 0 && queues.awaitWithin(done, left);
  }

  void hand(InflatedBlock block, OffHeapBuffer buffer, int at) {
    block.hold(pool, buffer, at);
  }

  /**
   * Compresses a block and waits for it.
   *
   * @return bytes written, {@link Tier#NO_SPACE}, or {@link Tier#FAILED}, which has been counted by
   *     its reason
   */
  int compress(
      CodecConfig config,
      BooleanSupplier collect,
      Ending ending,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    CompressJob job = newCompressJob();
    job.describe(ending, DeflateFormat.GZIP, in, inOffset, inBytes, 0, outBytes);
    if (config.offload().verify().comparesCrc()) {
      CRC32 crc = new CRC32();
      crc.update(in, inOffset, inBytes);
      job.accompany((int) crc.getValue(), 0);
    }
    boolean waits = config.mode() == CodecConfig.Mode.HARDWARE;
    if (!begin(job, config.offload(), waits, collect)) {
      return Tier.FAILED;
    }
    try {
      job.await();
      if (job.state() != CompressJob.State.DONE) {
        return Tier.FAILED;
      }
      int bytes = job.outBytes();
      if (bytes != Tier.NO_SPACE) {
        job.copyOut(out, outOffset);
        job.count();
      }
      return bytes;
    } finally {
      job.release();
    }
  }

  /**
   * Whoever waits here must not be the one that others, or he himself, wait for: what this thread's
   * own streams have finished is collected first, and while it cannot be there is no waiting.
   */
  private OffHeapBuffer lease(int bytes, boolean waits, BooleanSupplier collect) {
    OffHeapBuffer buffer = pool.tryLeaseToWriter(bytes);
    if (buffer != null) {
      return buffer;
    }
    boolean collected = collect.getAsBoolean();
    buffer = pool.tryLeaseToWriter(bytes);
    return buffer == null && waits && collected ? leaseWithin(bytes, collect) : buffer;
  }

  private OffHeapBuffer leaseWithin(int bytes, BooleanSupplier collect) {
    OffHeapBuffer[] found = {null};
    queues.awaitWithin(
        () -> {
          boolean collected = collect.getAsBoolean();
          found[0] = pool.tryLeaseToWriter(bytes);
          return found[0] != null || !collected;
        },
        queues.timeoutNanos());
    return found[0];
  }

  private static boolean refused(CodecMetric reason) {
    reason.add(1);
    return false;
  }

  /** Reaps for everybody until {@code done}; whoever asks has a request under way. */
  void await(BooleanSupplier done) {
    queues.await(done);
  }

  /** A queue for what was compressed to be inflated again, or null: the CPU does it. */
  SharedQueue verifyingOrNull() {
    return Math.floorMod(verified.getAndIncrement(), CPU_VERIFIES_ONE_IN) == 0
        ? null
        : queues.decompressingOrNull();
  }

  NativeTier.Proof inflateBack(
      OffHeapBuffer buffer, int packedAt, int packedBytes, int scratchAt, int bytes) {
    long start = EngineTime.now(bytes);
    NativeTier.Proof proof = nativeTier.prove(buffer, packedAt, packedBytes, scratchAt, bytes);
    EngineTime.compressed(bytes, start);
    return proof;
  }

  /** A device called a block good that was not. */
  void distrust(SharedQueue queue) {
    queues.distrust(queue);
  }

  /** Ends a request; its memory goes back as soon as no device can reach it. */
  void end(DeviceRequest request, OffHeapBuffer buffer) {
    Slot underWay = request.end();
    if (underWay == null) {
      pool.endLease(buffer);
    } else {
      BufferPool lender = pool;
      AtomicInteger left = abandoned;
      left.incrementAndGet();
      underWay.abandon(
          () -> {
            lender.endLease(buffer);
            left.decrementAndGet();
          },
          buffer.capacity());
    }
  }

  /**
   * Serves the queues until nothing of what {@link #end} abandoned is under way, or for so long.
   */
  void awaitAbandoned(long nanos) {
    queues.awaitWithin(() -> abandoned.get() == 0, nanos);
  }
}
