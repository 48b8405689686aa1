package org.uacce.codec.engine;

import java.util.zip.CRC32;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.QueueLayout;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.JobStatus;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.queue.QueueManager;
import org.uacce.codec.queue.SharedQueue;
import org.uacce.codec.queue.Slot;
import org.uacce.codec.queue.SlotState;

/**
 * An accelerator: a block is copied into off-heap memory, compressed by whichever device queue the
 * JVM has open, waited for, proved and copied out. Nothing that the device says is believed: its
 * output is inflated again, into memory that was poisoned, and compared with the caller's bytes.
 * Whatever goes wrong, the input is untouched and software can do it. Any thread.
 */
final class DeviceTier {
  /** Below this a device gains nothing over the copy and the wait. */
  static final int LEAST_BYTES = 16 << 10;

  private static final int GZIP_TRAILER_BYTES = 8;

  /** The empty final block with fixed codes that ends joined pieces (RFC 1951 section 3.2.6). */
  private static final int END_BYTES = 2;

  private static final byte END = 3;

  private static final byte POISON = (byte) 0xa5;

  private final BufferPool pool;
  private final NativeTier nativeTier;
  private final QueueManager queues;

  DeviceTier(NativeTier nativeTier, BufferPool pool, QueueManager queues) {
    this.nativeTier = nativeTier;
    this.pool = pool;
    this.queues = queues;
  }

  /** Whether a device serves now, or did once: then it is only away. */
  boolean isThere() {
    return queues.hasCompressed() || queues.compressingOrNull() != null;
  }

  /** Where everything of one job is in its buffer. */
  private record Layout(int contextAt, int outAt, int outRoom, int scratchAt, int bytes) {
    static Layout of(Ending ending, int inBytes, int outBytes) {
      boolean piece = ending == Ending.PIECE;
      int align = QueueLayout.CONTEXT_ALIGNMENT;
      int contextAt = (inBytes + NativeTier.GAP_BYTES + align - 1) / align * align;
      int outAt = piece ? contextAt + QueueLayout.CONTEXT_BYTES : contextAt;
      int outRoom =
          piece ? Math.max(outBytes, Slot.pieceCapacity(inBytes)) : outBytes + GZIP_TRAILER_BYTES;
      int scratchAt = outAt + outRoom + END_BYTES + NativeTier.GAP_BYTES;
      return new Layout(
          contextAt, outAt, outRoom, scratchAt, scratchAt + NativeTier.scratchBytes(inBytes));
    }
  }

  /** As {@link Tier#compress}; {@link Tier#FAILED} has been counted by its reason. */
  int compress(
      Ending ending,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    Layout layout = Layout.of(ending, inBytes, outBytes);
    if (layout.outRoom > QueueLayout.JOB_MAX_BYTES || layout.bytes > pool.largestBytes()) {
      return failed(CodecMetric.DEVICE_NO_BUFFER);
    }
    SharedQueue queue = queues.compressingOrNull();
    if (queue == null) {
      return failed(CodecMetric.DEVICE_NO_QUEUE);
    }
    OffHeapBuffer buffer = pool.tryLease(layout.bytes);
    if (buffer == null) {
      return failed(CodecMetric.DEVICE_NO_BUFFER);
    }
    Slot slot = queue.claimWithin(queues.timeoutNanos());
    if (slot == null) {
      pool.endLease(buffer);
      return failed(CodecMetric.DEVICE_NO_PLACE);
    }
    buffer.copyIn(0, in, inOffset, inBytes);
    long context = 0;
    if (ending == Ending.PIECE) {
      buffer.fill(layout.contextAt, QueueLayout.CONTEXT_BYTES, (byte) 0);
      context = buffer.address() + layout.contextAt;
    }
    slot.fill(
        buffer.address(),
        inBytes,
        buffer.address() + layout.outAt,
        layout.outRoom,
        DeflateFormat.GZIP,
        ending,
        context);
    queue.push(slot);
    queue.await(slot);
    if (slot.state() != SlotState.DONE) {
      slot.abandon(() -> pool.endLease(buffer));
      // Closes the failed queue: until then its jobs' memory is the device's.
      queues.compressingOrNull();
      return failed(CodecMetric.DEVICE_JOB_LOST);
    }
    try {
      return collect(
          queue, slot, buffer, layout, ending, in, inOffset, inBytes, out, outOffset, outBytes);
    } finally {
      slot.free();
      pool.endLease(buffer);
    }
  }

  private int collect(
      SharedQueue queue,
      Slot slot,
      OffHeapBuffer buffer,
      Layout layout,
      Ending ending,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    if (slot.status() != JobStatus.DONE) {
      return failed(CodecMetric.DEVICE_JOB_FAILED);
    }
    int bytes = slot.produced() - (ending == Ending.PIECE ? 0 : GZIP_TRAILER_BYTES);
    int proved = bytes;
    if (ending == Ending.PIECE) {
      buffer.put(layout.outAt + bytes, END);
      buffer.put(layout.outAt + bytes + 1, (byte) 0);
      proved += END_BYTES;
    }
    CRC32 crc = new CRC32();
    crc.update(in, inOffset, inBytes);
    buffer.fill(layout.scratchAt, inBytes, POISON);
    NativeTier.Proof proof =
        bytes <= 0 || slot.consumed() != inBytes || slot.checksum() != (int) crc.getValue()
            ? NativeTier.Proof.WRONG
            : nativeTier.prove(
                buffer, layout.outAt, proved, layout.scratchAt, in, inOffset, inBytes);
    if (proof == NativeTier.Proof.IMPOSSIBLE) {
      return failed(CodecMetric.DEVICE_NO_BUFFER);
    }
    if (proof == NativeTier.Proof.WRONG) {
      queues.distrust(queue);
      return failed(CodecMetric.DEVICE_WRONG);
    }
    if (bytes > outBytes) {
      return Tier.NO_SPACE;
    }
    buffer.copyOut(layout.outAt, out, outOffset, bytes);
    CodecMetric.COMPRESS_DEVICE_BLOCKS.add(1);
    CodecMetric.COMPRESS_DEVICE_BYTES.add(inBytes);
    return bytes;
  }

  private static int failed(CodecMetric reason) {
    reason.add(1);
    return Tier.FAILED;
  }
}
