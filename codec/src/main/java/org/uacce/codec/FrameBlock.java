package org.uacce.codec;

import java.util.zip.CRC32;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateJob;
import org.uacce.codec.engine.InflateResult;
import org.uacce.codec.engine.InflatedBlock;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * The bytes that one frame stands for: made from its payload, checked against length and CRC-32,
 * and kept until the reader has taken them; off the heap where memory can be lent, else in an array
 * of {@link ArrayPool}. One thread.
 */
final class FrameBlock {
  private static final byte[] EMPTY = new byte[0];

  /**
   * Below this a second copy of the bytes costs less than the object that would give off-heap
   * memory back if the stream were dropped: 50 ns for 2 KiB, against 0.2 us and 100 bytes of heap.
   */
  private static final int LEAST_OFF_HEAP_BYTES = 4 << 10;

  private final CodecConfig config;
  private final InflateResult result = new InflateResult();
  private final CRC32 crc = new CRC32();

  /** Holds the block where it could stay off the heap, else {@link #array} does. */
  private InflatedBlock offHeap;

  private byte[] array = EMPTY;
  private int bytes;

  FrameBlock(CodecConfig config) {
    this.config = config;
  }

  int bytes() {
    return bytes;
  }

  byte byteAt(int at) {
    return isOffHeap() ? offHeap.byteAt(at) : array[at];
  }

  void copyOut(int at, byte[] target, int offset, int count) {
    if (isOffHeap()) {
      offHeap.copyOut(at, target, offset, count);
    } else {
      System.arraycopy(array, at, target, offset, count);
    }
  }

  /**
   * Makes the bytes of a frame whose payload has been read.
   *
   * @param waits for an accelerator that is at it, as long as it takes
   * @return whether an accelerator had them in time
   */
  boolean take(Frame frame, boolean waits) throws MalformedDataException {
    InflateJob job = frame.inflatedOrNull(waits);
    if (frame.filter == ShuffleFrame.ROW_FILTER) {
      unfilter(frame, job);
    } else if (frame.kind == ShuffleFrame.DEFLATE) {
      inflate(frame, job);
    } else {
      takeStored(frame);
    }
    return job != null;
  }

  /** Off-heap memory goes back as soon as its last byte is taken; an array waits for reuse. */
  void taken() {
    if (isOffHeap()) {
      offHeap.release();
    }
  }

  /** Gives all memory back; an empty block again. */
  void drop() {
    taken();
    dropArray();
    bytes = 0;
  }

  /** As {@link #drop}, for good. */
  void close() {
    drop();
    if (offHeap != null) {
      offHeap.close();
    }
  }

  private boolean isOffHeap() {
    return offHeap != null && offHeap.held();
  }

  private void dropArray() {
    if (array.length > 0) {
      ArrayPool.SHARED.give(array);
    }
    array = EMPTY;
  }

  private void inflate(Frame frame, InflateJob job) throws MalformedDataException {
    int deflateBytes = frame.payloadBytes - ShuffleFrame.BODY_TRAILER_BYTES;
    String refusal = ShuffleFrame.originalRefusal(frame.declaredBytes(), frame.payloadBytes);
    if (refusal != null) {
      throw new MalformedDataException(frame.offset, refusal);
    }
    int declared = (int) frame.declaredBytes();
    int expected = LittleEndian.intAt(frame.payload, deflateBytes);
    if (job != null && takeInflated(job, declared, expected)) {
      return;
    }
    try {
      inflate(frame.payload, deflateBytes, declared);
    } catch (MalformedDataException e) {
      throw e.shifted(frame.payloadOffset);
    }
    if (result.consumed() != deflateBytes || result.produced() != declared) {
      throw new MalformedDataException(
          frame.offset,
          "lengths do not agree: consumed="
              + result.consumed()
              + " declared="
              + deflateBytes
              + " produced="
              + result.produced()
              + " declared="
              + declared);
    }
    checkCrc(frame, sum(declared), expected);
    bytes = declared;
    if (job != null) {
      job.lied();
    }
  }

  /** Takes what an accelerator made, if the CPU finds it right. */
  private boolean takeInflated(InflateJob job, int declared, int expected) {
    needOffHeap();
    job.giveTo(offHeap, result);
    dropArray();
    if (sum(declared) != expected) {
      taken();
      return false;
    }
    bytes = declared;
    InflateJob.count(declared);
    return true;
  }

  private int sum(int count) {
    crc.reset();
    if (isOffHeap()) {
      offHeap.sum(crc, count);
    } else {
      crc.update(array, 0, count);
    }
    return (int) crc.getValue();
  }

  private void needOffHeap() {
    if (offHeap == null) {
      offHeap = new InflatedBlock();
    }
  }

  /**
   * An array that is large enough stays: the shared ones may be too few for blocks of this size.
   */
  private void needArray(int count) {
    if (array.length < count) {
      dropArray();
      array = ArrayPool.SHARED.take(count);
    }
  }

  private void unfilter(Frame frame, InflateJob job) throws MalformedDataException {
    String refusal = frame.parseFiltered();
    if (refusal != null) {
      throw new MalformedDataException(frame.offset, refusal);
    }
    FilteredPayload filtered = frame.filtered();
    try {
      if (frame.kind == ShuffleFrame.STORED) {
        unfilterStored(frame.payload, filtered);
      } else if (job == null || !unfilterAhead(frame, filtered, job)) {
        unfilterInflated(frame.payload, filtered);
        if (job != null && job.wasWrong()) {
          job.lied();
        }
      }
    } catch (MalformedDataException e) {
      throw e.shifted(frame.payloadOffset + filtered.dataAt());
    }
    checkCrc(frame, sum(filtered.originalBytes()), filtered.originalCrc());
    bytes = filtered.originalBytes();
    CodecMetric.DECOMPRESS_FILTERED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES.add(bytes - filtered.bodyBytes());
  }

  /** Takes the body that an accelerator made, if the CPU finds it right and there is memory. */
  private boolean unfilterAhead(Frame frame, FilteredPayload filtered, InflateJob job)
      throws MalformedDataException {
    needOffHeap();
    taken();
    if (!Engine.shared(config)
        .unfilterInflated(job, frame.payload, filtered, offHeap, result, crc)) {
      return false;
    }
    dropArray();
    InflateJob.count(filtered.bodyBytes());
    return true;
  }

  private void unfilterStored(byte[] payload, FilteredPayload filtered)
      throws MalformedDataException {
    crc.reset();
    crc.update(payload, filtered.dataAt(), filtered.bodyBytes());
    result.stored(filtered.bodyBytes());
    Engine.checkBody(filtered, result, crc);
    drop();
    needArray(filtered.originalBytes());
    Engine.shared(config).unfilterRows(payload, filtered.dataAt(), payload, filtered, array);
    CodecMetric.DECOMPRESS_STORED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_STORED_BYTES.add(filtered.bodyBytes());
  }

  private void unfilterInflated(byte[] payload, FilteredPayload filtered)
      throws MalformedDataException {
    Engine engine = Engine.shared(config);
    needOffHeap();
    if (engine.inflateRowsOffHeap(payload, filtered, offHeap, result, crc)) {
      dropArray();
      return;
    }
    taken();
    byte[] body = ArrayPool.SHARED.take(filtered.bodyBytes());
    try {
      engine.inflate(
          payload, filtered.dataAt(), filtered.dataBytes(), body, 0, filtered.bodyBytes(), result);
      crc.reset();
      crc.update(body, 0, result.produced());
      Engine.checkBody(filtered, result, crc);
      needArray(filtered.originalBytes());
      engine.unfilterRows(body, 0, payload, filtered, array);
    } finally {
      ArrayPool.SHARED.give(body);
    }
  }

  private void inflate(byte[] payload, int deflateBytes, int declared)
      throws MalformedDataException {
    Engine engine = Engine.shared(config);
    if (declared >= LEAST_OFF_HEAP_BYTES) {
      needOffHeap();
      if (engine.inflateOffHeap(payload, 0, deflateBytes, declared, offHeap, result)) {
        dropArray();
        return;
      }
    }
    taken();
    needArray(declared);
    engine.inflate(payload, 0, deflateBytes, array, 0, declared, result);
  }

  private void takeStored(Frame frame) throws MalformedDataException {
    int count = frame.payloadBytes - ShuffleFrame.STORED_TRAILER_BYTES;
    crc.reset();
    crc.update(frame.payload, 0, count);
    checkCrc(frame, (int) crc.getValue(), LittleEndian.intAt(frame.payload, count));
    drop();
    array = frame.payload;
    frame.payload = null;
    bytes = count;
    CodecMetric.DECOMPRESS_STORED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_STORED_BYTES.add(count);
  }

  private static void checkCrc(Frame frame, int computed, int expected)
      throws MalformedDataException {
    if (computed != expected) {
      throw new MalformedDataException(
          frame.offset,
          "wrong CRC-32: computed="
              + Integer.toHexString(computed)
              + " stored="
              + Integer.toHexString(expected));
    }
  }
}
