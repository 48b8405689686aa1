package org.uacce.codec.engine;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.QueueLayout;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ZlibHeader;
import org.uacce.codec.queue.JobStatus;
import org.uacce.codec.queue.OffHeapBuffer;
import org.uacce.codec.queue.SharedQueue;
import org.uacce.codec.queue.Slot;

/**
 * One block on its way through an accelerator: copied out of the heap, compressed, proved as its
 * {@code verify} says, and kept off the heap until its stream's earlier blocks are written. The
 * input stays beside the output all the while, so that software can do the block again whatever
 * happens. Reused from block to block; allocates nothing for one.
 *
 * <p>One thread at a time, as its stream's blocks are. Memory that a device may still write to is
 * not given back by {@link #release} but by the end of its queue.
 */
public final class CompressJob {
  /** Where the block is. */
  public enum State {
    IDLE,
    COMPRESSING,
    VERIFYING,
    /** {@link #copyOut} gives the result. */
    DONE,
    /** Software has to do the block; the reason has been counted. */
    FAILED
  }

  /** The empty final block with fixed codes that ends joined pieces (RFC 1951 section 3.2.6). */
  private static final int END_BYTES = 2;

  private static final byte END = 3;

  private static final byte POISON = (byte) 0xa5;

  private final DeviceTier tier;
  private final DeviceRequest request = new DeviceRequest(false);

  /** Kept, so that waiting allocates nothing. */
  private final BooleanSupplier polling = this::poll;

  private State state = State.IDLE;

  // The block, from describe() on.
  private Ending ending;
  private DeflateFormat format;
  private byte[] source;
  private int sourceAt;
  private int inBytes;
  private int carriedBytes;
  private int outLimit;
  private int check;
  private long note;

  // Where everything is in the buffer, from layOut() on.
  private boolean checks;
  private boolean inflates;
  private int contextAt;
  private int outAt;
  private int outRoom;
  private int scratchAt;

  private OffHeapBuffer buffer;
  private SharedQueue queue;

  /** Instead of the buffer, once the block was moved. */
  private byte[] heap;

  /** Of the result; a trailer that the device wrote is behind it. */
  private int outBytes;

  private Checksum crc;
  private Checksum adler;

  CompressJob(DeviceTier tier) {
    this.tier = tier;
  }

  /**
   * Says what is to be compressed.
   *
   * @param in its bytes, and behind them {@code carried} that are only kept beside them; read by
   *     the submission that follows, and not afterwards
   * @param mostOut a longer result is not wanted
   */
  public void describe(
      Ending blockEnding,
      DeflateFormat blockFormat,
      byte[] in,
      int offset,
      int bytes,
      int carried,
      int mostOut) {
    if (state != State.IDLE) {
      throw new IllegalStateException("Cannot take a block: state=" + state + " needed=IDLE");
    }
    ending = blockEnding;
    format = blockFormat;
    source = in;
    sourceAt = offset;
    inBytes = bytes;
    carriedBytes = carried;
    outLimit = mostOut;
  }

  /**
   * Says what goes with the block.
   *
   * @param callersCheck the checksum of the format over the block, computed by the CPU; any number
   *     where {@code verify=none}
   * @param callersNote what the stream wants to know again at the end
   */
  public void accompany(int callersCheck, long callersNote) {
    check = callersCheck;
    note = callersNote;
  }

  public long note() {
    return note;
  }

  public int inBytes() {
    return inBytes;
  }

  public int carriedBytes() {
    return carriedBytes;
  }

  public State state() {
    return state;
  }

  /** Decides where everything is; returns how much memory that takes. */
  int layOut(boolean comparing, boolean inflating) {
    checks = comparing;
    inflates = inflating;
    boolean piece = ending == Ending.PIECE;
    int align = QueueLayout.CONTEXT_ALIGNMENT;
    contextAt = (inBytes + carriedBytes + NativeTier.GAP_BYTES + align - 1) / align * align;
    outAt = piece ? contextAt + QueueLayout.CONTEXT_BYTES : contextAt;
    outRoom =
        piece
            ? Math.max(outLimit, Slot.pieceCapacity(inBytes))
            : outLimit + GzipHeader.TRAILER_BYTES;
    int end = outAt + outRoom;
    if (!inflates) {
      return end;
    }
    scratchAt = end + END_BYTES + GzipHeader.TRAILER_BYTES + NativeTier.GAP_BYTES;
    return scratchAt + NativeTier.scratchBytes(inBytes);
  }

  int outRoom() {
    return outRoom;
  }

  /** Takes over a lease and a place, and hands the block to the device. */
  void submit(OffHeapBuffer lease, SharedQueue compressing, Slot slot) {
    buffer = lease;
    queue = compressing;
    buffer.copyIn(0, source, sourceAt, inBytes + carriedBytes);
    source = null;
    long context = 0;
    if (ending == Ending.PIECE) {
      buffer.fill(contextAt, QueueLayout.CONTEXT_BYTES, (byte) 0);
      context = buffer.address() + contextAt;
    }
    slot.owner(request);
    slot.fill(
        buffer.address(), inBytes, buffer.address() + outAt, outRoom, format, ending, context);
    state = State.COMPRESSING;
    request.push(compressing, slot);
  }

  /** Goes as far as it can without waiting; true once it is DONE or FAILED. */
  public boolean poll() {
    if (state == State.COMPRESSING && back()) {
      compressed();
    }
    if (state == State.VERIFYING && back()) {
      inflated();
    }
    return state == State.DONE || state == State.FAILED;
  }

  /** Waits until it is DONE or FAILED: at the latest a {@code timeout} after its doorbell. */
  public void await() {
    if (!poll()) {
      tier.await(polling);
    }
  }

  private boolean back() {
    DeviceRequest.Phase phase = request.phase();
    if (phase == DeviceRequest.Phase.LOST) {
      fail(CodecMetric.DEVICE_JOB_LOST);
    }
    return phase == DeviceRequest.Phase.BACK;
  }

  private void fail(CodecMetric reason) {
    state = State.FAILED;
    reason.add(1);
  }

  private void wrong() {
    fail(CodecMetric.DEVICE_WRONG);
    tier.distrust(queue);
  }

  private void compressed() {
    if (request.status() != JobStatus.DONE) {
      fail(CodecMetric.DEVICE_JOB_FAILED);
      return;
    }
    outBytes = request.produced() - ownTrailerBytes();
    if (outBytes <= 0
        || request.produced() > outRoom
        || request.consumed() != inBytes
        || (checks && request.checksum() != check)) {
      wrong();
    } else if (inflates && outBytes <= outLimit) {
      verify();
    } else {
      state = State.DONE;
    }
  }

  private int trailerBytes() {
    return format == DeflateFormat.GZIP ? GzipHeader.TRAILER_BYTES : ZlibHeader.TRAILER_BYTES;
  }

  /** Of the trailer that the device writes: a piece has none. */
  private int ownTrailerBytes() {
    return ending == Ending.FINAL ? trailerBytes() : 0;
  }

  /** Of the result as a complete DEFLATE stream. */
  private int packedBytes() {
    return outBytes + (ending == Ending.PIECE ? END_BYTES : 0);
  }

  private void verify() {
    buffer.fill(scratchAt, inBytes + 1, POISON);
    if (ending == Ending.PIECE) {
      buffer.put(outAt + outBytes, END);
      buffer.put(outAt + outBytes + 1, (byte) 0);
    }
    SharedQueue inflating = tier.verifyingOrNull();
    Slot slot = inflating == null ? null : inflating.claim();
    if (slot != null) {
      verifyOn(inflating, slot);
    } else {
      verifyHere();
    }
  }

  private void verifyHere() {
    switch (tier.inflateBack(buffer, outAt, packedBytes(), scratchAt, inBytes)) {
      case RIGHT -> compareInflated();
      case WRONG -> wrong();
      case IMPOSSIBLE -> fail(CodecMetric.DEVICE_NO_BUFFER);
    }
    CodecMetric.VERIFIED_BY_CPU.add(1);
  }

  private void verifyOn(SharedQueue inflating, Slot slot) {
    int packed = packedBytes();
    if (ending == Ending.PIECE) {
      boolean gzip = format == DeflateFormat.GZIP;
      buffer.putIntLittleEndian(outAt + packed, gzip ? check : Integer.reverseBytes(check));
      if (gzip) {
        buffer.putIntLittleEndian(outAt + packed + Integer.BYTES, inBytes);
      }
    }
    request.collected();
    slot.owner(request);
    slot.fill(
        buffer.address() + outAt,
        packed + trailerBytes(),
        buffer.address() + scratchAt,
        inBytes + 1,
        format,
        Ending.FINAL,
        0);
    state = State.VERIFYING;
    request.push(inflating, slot);
    CodecMetric.VERIFIED_BY_DEVICE.add(1);
  }

  private void inflated() {
    if (request.status() != JobStatus.DONE) {
      // Either what was compressed is no DEFLATE data, or this job failed for a reason of its own.
      verifyHere();
    } else if (request.produced() != inBytes) {
      wrong();
    } else {
      compareInflated();
    }
  }

  private void compareInflated() {
    Checksum sum = sum();
    sum.reset();
    buffer.sum(sum, scratchAt, inBytes);
    if ((int) sum.getValue() == check) {
      state = State.DONE;
    } else {
      wrong();
    }
  }

  private Checksum sum() {
    if (format == DeflateFormat.GZIP) {
      crc = crc == null ? new CRC32() : crc;
      return crc;
    }
    adler = adler == null ? new Adler32() : adler;
    return adler;
  }

  /** Bytes of a DONE block's DEFLATE data, or {@link Tier#NO_SPACE} if that is too long. */
  public int outBytes() {
    return isWanted() ? outBytes : Tier.NO_SPACE;
  }

  /** Else it is the input that the stream needs again. */
  private boolean isWanted() {
    return state == State.DONE && outBytes <= outLimit;
  }

  /** Copies a DONE block's DEFLATE data out. */
  public void copyOut(byte[] out, int at) {
    copy(outAt, 0, out, at, outBytes);
  }

  /**
   * As {@link #copyOut}, with the trailer of a complete gzip body behind it: that of the CPU, or
   * with {@code verify=none} what the device wrote.
   */
  public void copyBody(byte[] out, int at) {
    copy(outAt, 0, out, at, outBytes + GzipHeader.TRAILER_BYTES);
    if (checks) {
      LittleEndian.putInt(out, at + outBytes, check);
      LittleEndian.putInt(out, at + outBytes + Integer.BYTES, inBytes);
    }
  }

  /** Copies the carried bytes of a DONE block out. */
  public void copyCarried(byte[] out, int at) {
    copy(inBytes, resultBytes(), out, at, carriedBytes);
  }

  /**
   * Copies a block out as it was given, carried bytes included, for software.
   *
   * @throws IOException if it is no longer what it was: a device wrote where it was only to read
   */
  public void copyIn(byte[] in) throws IOException {
    copy(0, 0, in, 0, inBytes + carriedBytes);
    if (!checks) {
      return;
    }
    Checksum sum = sum();
    sum.reset();
    sum.update(in, 0, inBytes);
    if ((int) sum.getValue() != check) {
      throw new IOException(
          "Cannot compress a block again: an accelerator has changed its input: device="
              + queue.queue().device()
              + " bytes="
              + inBytes
              + "; exclude the device with "
              + CodecOption.DEVICES.key());
    }
  }

  private void copy(int at, int heapAt, byte[] target, int offset, int bytes) {
    if (heap != null) {
      System.arraycopy(heap, heapAt, target, offset, bytes);
    } else {
      buffer.copyOut(at, target, offset, bytes);
    }
  }

  private int resultBytes() {
    return outBytes + ownTrailerBytes();
  }

  /**
   * Waits for the device no longer: what is not DONE by now has FAILED, which is not counted as a
   * fault. {@link #moveTo} or {@link #release} then give the place back, and the memory as soon as
   * the device is done with it.
   */
  public void giveUp() {
    if (state == State.COMPRESSING || state == State.VERIFYING) {
      state = State.FAILED;
    }
  }

  /** Heap that {@link #moveTo} needs; 0 if there is nothing to move. */
  public int movableBytes() {
    if (heap != null) {
      return 0;
    }
    return switch (state) {
      case DONE, FAILED -> (isWanted() ? resultBytes() : inBytes) + carriedBytes;
      case IDLE, COMPRESSING, VERIFYING -> 0;
    };
  }

  /**
   * Moves what is still needed of a DONE or FAILED block to the heap, so that another block can
   * have the memory that devices reach.
   *
   * @param array of {@link #movableBytes} or more, the job's until {@link #takeHeap}
   */
  public void moveTo(byte[] array) {
    if (isWanted()) {
      buffer.copyOut(outAt, array, 0, resultBytes());
      copyCarried(array, resultBytes());
    } else {
      buffer.copyOut(0, array, 0, inBytes + carriedBytes);
    }
    heap = array;
    tier.end(request, buffer);
    buffer = null;
  }

  /** The array of {@link #moveTo}, the caller's again; null if there is none. */
  public byte[] takeHeap() {
    byte[] taken = heap;
    heap = null;
    return taken;
  }

  /** Counts a DONE block that is written as the device made it. */
  public void count() {
    CodecMetric.COMPRESS_DEVICE_BLOCKS.add(1);
    CodecMetric.COMPRESS_DEVICE_BYTES.add(inBytes);
  }

  /** Forgets the block, wherever it is; the job is IDLE again. */
  public void release() {
    if (buffer != null) {
      tier.end(request, buffer);
    }
    buffer = null;
    queue = null;
    source = null;
    state = State.IDLE;
  }
}
