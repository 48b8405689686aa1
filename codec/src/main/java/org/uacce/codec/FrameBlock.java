package org.uacce.codec;

import java.util.zip.CRC32;
import org.uacce.codec.engine.Engine;
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

  private final CodecConfig config;
  private final InflateResult result = new InflateResult();
  private final CRC32 crc = new CRC32();

  /** Made by the first filtered frame; most streams have none or are all of them. */
  private FilteredPayload filtered;

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
   * Takes over the payload of the frame that {@code source} has just read.
   *
   * @param payload of {@link ArrayPool}; this object's from now on, whatever happens
   */
  void take(FrameSource source, byte[] payload) throws MalformedDataException {
    try {
      if (source.filter() == ShuffleFrame.ROW_FILTER) {
        unfilter(source, payload);
      } else if (source.kind() == ShuffleFrame.DEFLATE) {
        inflate(source, payload);
      } else {
        takeStored(source, payload);
      }
    } finally {
      if (payload != array) {
        ArrayPool.SHARED.give(payload);
      }
    }
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

  private void inflate(FrameSource source, byte[] payload) throws MalformedDataException {
    int deflateBytes = source.payloadBytes() - ShuffleFrame.BODY_TRAILER_BYTES;
    long declared =
        Integer.toUnsignedLong(LittleEndian.intAt(payload, source.payloadBytes() - Integer.BYTES));
    String refusal = ShuffleFrame.originalRefusal(declared, source.payloadBytes());
    if (refusal != null) {
      throw new MalformedDataException(source.frameOffset(), refusal);
    }
    try {
      inflate(payload, deflateBytes, (int) declared);
    } catch (MalformedDataException e) {
      throw e.shifted(source.payloadOffset());
    }
    if (result.consumed() != deflateBytes || result.produced() != declared) {
      throw new MalformedDataException(
          source.frameOffset(),
          "lengths do not agree: consumed="
              + result.consumed()
              + " declared="
              + deflateBytes
              + " produced="
              + result.produced()
              + " declared="
              + declared);
    }
    sumAndCheck(source, (int) declared, LittleEndian.intAt(payload, deflateBytes));
    bytes = (int) declared;
  }

  /** Checks the bytes that were made of the frame. */
  private void sumAndCheck(FrameSource source, int count, int expected)
      throws MalformedDataException {
    crc.reset();
    if (isOffHeap()) {
      offHeap.sum(crc, count);
    } else {
      crc.update(array, 0, count);
    }
    checkCrc(source, expected);
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

  private void unfilter(FrameSource source, byte[] payload) throws MalformedDataException {
    if (filtered == null) {
      filtered = new FilteredPayload();
    }
    String refusal = filtered.parse(payload, source.payloadBytes(), source.kind());
    if (refusal != null) {
      throw new MalformedDataException(source.frameOffset(), refusal);
    }
    try {
      if (source.kind() == ShuffleFrame.STORED) {
        unfilterStored(payload);
      } else {
        unfilterInflated(payload);
      }
    } catch (MalformedDataException e) {
      throw e.shifted(source.payloadOffset() + filtered.dataAt());
    }
    sumAndCheck(source, filtered.originalBytes(), filtered.originalCrc());
    bytes = filtered.originalBytes();
    CodecMetric.DECOMPRESS_FILTERED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES.add(bytes - filtered.bodyBytes());
  }

  private void unfilterStored(byte[] payload) throws MalformedDataException {
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

  private void unfilterInflated(byte[] payload) throws MalformedDataException {
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
    needOffHeap();
    Engine engine = Engine.shared(config);
    if (engine.inflateOffHeap(payload, 0, deflateBytes, declared, offHeap, result)) {
      dropArray();
      return;
    }
    needArray(declared);
    engine.inflate(payload, 0, deflateBytes, array, 0, declared, result);
  }

  private void takeStored(FrameSource source, byte[] payload) throws MalformedDataException {
    int count = source.payloadBytes() - ShuffleFrame.STORED_TRAILER_BYTES;
    crc.reset();
    crc.update(payload, 0, count);
    checkCrc(source, LittleEndian.intAt(payload, count));
    drop();
    array = payload;
    bytes = count;
    CodecMetric.DECOMPRESS_STORED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_STORED_BYTES.add(count);
  }

  private void checkCrc(FrameSource source, int expected) throws MalformedDataException {
    if ((int) crc.getValue() != expected) {
      throw new MalformedDataException(
          source.frameOffset(),
          "wrong CRC-32: computed="
              + Integer.toHexString((int) crc.getValue())
              + " stored="
              + Integer.toHexString(expected));
    }
  }
}
