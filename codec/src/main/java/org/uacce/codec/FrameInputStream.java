package org.uacce.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateResult;
import org.uacce.codec.engine.InflatedBlock;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * Reads shuffle frames ({@code docs/format.md}), any number of concatenated streams of them.
 * Nothing is read before the first read. The clean end is the end of input between two frames;
 * anything else is a {@link MalformedDataException}.
 *
 * <p>Any thread may read or close: every call holds the stream's lock, so that a close by a thread
 * that kills a task never gives back memory that a read is still copying. Closing is idempotent.
 * Bytes are handed out only after their frame's CRC-32 has been computed here and found right.
 */
public final class FrameInputStream extends InputStream {
  /**
   * The first step when a payload is read: memory follows the bytes that arrive, not the length
   * that is claimed.
   */
  private static final int FIRST_READ_BYTES = 64 << 10;

  private static final byte[] EMPTY = new byte[0];

  private final InputStream source;
  private final CodecConfig config;
  private final InflateResult result = new InflateResult();
  private final CRC32 crc = new CRC32();

  /** The block is here where it could stay off the heap, else in {@link #block}. */
  private InflatedBlock offHeap;

  private byte[] block = EMPTY;
  private int next;
  private int end;
  private long offset;
  private boolean closed;
  private IOException failure;

  /**
   * @param source closed with this stream; read only as far as whole frames go
   */
  public FrameInputStream(InputStream source, CodecConfig config) {
    this.source = Objects.requireNonNull(source, "source");
    this.config = config;
  }

  @Override
  public synchronized int read() throws IOException {
    ensureOpen();
    if (next == end && !nextFrame()) {
      return -1;
    }
    int b = (isOffHeap() ? offHeap.byteAt(next) : block[next]) & 0xff;
    advance(1);
    return b;
  }

  @Override
  public synchronized int read(byte[] bytes, int at, int length) throws IOException {
    Objects.checkFromIndexSize(at, length, bytes.length);
    ensureOpen();
    if (length == 0) {
      return 0;
    }
    if (next == end && !nextFrame()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    if (isOffHeap()) {
      offHeap.copyOut(next, bytes, at, count);
    } else {
      System.arraycopy(block, next, bytes, at, count);
    }
    advance(count);
    return count;
  }

  @Override
  public synchronized long skip(long bytes) throws IOException {
    ensureOpen();
    if (bytes <= 0 || (next == end && !nextFrame())) {
      return 0;
    }
    int count = (int) Math.min(bytes, end - next);
    advance(count);
    return count;
  }

  @Override
  public synchronized int available() throws IOException {
    ensureOpen();
    return end - next;
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      dropBlock();
      if (offHeap != null) {
        offHeap.close();
      }
      source.close();
    }
  }

  private void ensureOpen() throws IOException {
    if (closed) {
      throw new IOException("Stream is closed");
    }
  }

  private boolean isOffHeap() {
    return offHeap != null && offHeap.held();
  }

  private void advance(int count) {
    next += count;
    if (next == end && isOffHeap()) {
      offHeap.release();
    }
  }

  private void dropBlock() {
    if (isOffHeap()) {
      offHeap.release();
    }
    dropArray();
    next = 0;
    end = 0;
  }

  private void dropArray() {
    if (block.length > 0) {
      ArrayPool.SHARED.give(block);
    }
    block = EMPTY;
  }

  /** Reads the next frame into the block; false at the clean end. A failed stream stays failed. */
  private boolean nextFrame() throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    boolean whole = false;
    try {
      boolean more = readFrame();
      whole = true;
      return more;
    } catch (IOException e) {
      failure = e;
      dropBlock();
      throw e;
    } finally {
      if (!whole && failure == null) {
        // What the source threw was no IOException: Spark's sources do so when a task is killed.
        failure = new IOException("Stream is broken: its source failed inside a frame");
      }
    }
  }

  private boolean readFrame() throws IOException {
    long start = offset;
    int kindByte = source.read();
    if (kindByte < 0) {
      dropBlock();
      return false;
    }
    offset++;
    String refusal = ShuffleFrame.refusal(kindByte);
    if (refusal != null) {
      throw new MalformedDataException(start, refusal);
    }
    int kind = ShuffleFrame.kind(kindByte);
    long length = readLength();
    refusal = ShuffleFrame.lengthRefusal(kind, length);
    if (refusal != null) {
      throw new MalformedDataException(start, refusal);
    }
    byte[] payload = readPayload((int) length);
    try {
      if (kind == ShuffleFrame.DEFLATE) {
        inflate(start, payload, (int) length);
      } else {
        takeStored(payload, (int) length);
      }
    } finally {
      if (payload != block) {
        ArrayPool.SHARED.give(payload);
      }
    }
    return true;
  }

  /** A length in 7-bit groups, least significant first, in its shortest form and below 2^31. */
  private long readLength() throws IOException {
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      int b = source.read();
      if (b < 0) {
        throw cutShort("payload length");
      }
      offset++;
      length |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 && shift > 0) {
          throw new MalformedDataException(
              offset - 1, "payload length is not in its shortest form");
        }
        return length;
      }
      if (shift == 28) {
        throw new MalformedDataException(offset - 1, "payload length is longer than 5 bytes");
      }
    }
  }

  private byte[] readPayload(int length) throws IOException {
    byte[] payload = ArrayPool.SHARED.take(Math.min(length, FIRST_READ_BYTES));
    int have = 0;
    while (have < length) {
      if (have == payload.length) {
        byte[] larger = ArrayPool.SHARED.take(Math.min(length, 2 * have));
        System.arraycopy(payload, 0, larger, 0, have);
        ArrayPool.SHARED.give(payload);
        payload = larger;
      }
      int count = source.read(payload, have, Math.min(length, payload.length) - have);
      if (count < 0) {
        ArrayPool.SHARED.give(payload);
        throw cutShort("payload: have=" + have + " declared=" + length);
      }
      have += count;
      offset += count;
    }
    return payload;
  }

  private void inflate(long start, byte[] payload, int length) throws MalformedDataException {
    int deflateBytes = length - ShuffleFrame.BODY_TRAILER_BYTES;
    long original = Integer.toUnsignedLong(LittleEndian.intAt(payload, length - Integer.BYTES));
    String refusal = ShuffleFrame.originalRefusal(original, length);
    if (refusal != null) {
      throw new MalformedDataException(start, refusal);
    }
    if (offHeap == null) {
      offHeap = new InflatedBlock();
    }
    Engine engine = Engine.shared(config);
    try {
      if (engine.inflateOffHeap(payload, 0, deflateBytes, (int) original, offHeap, result)) {
        dropArray();
      } else {
        // An array that is large enough stays: the shared ones may be too few for blocks of this
        // size.
        if (block.length < original) {
          dropArray();
          block = ArrayPool.SHARED.take((int) original);
        }
        engine.inflate(payload, 0, deflateBytes, block, 0, (int) original, result);
      }
    } catch (MalformedDataException e) {
      throw e.shifted(offset - length);
    }
    if (result.consumed() != deflateBytes || result.produced() != original) {
      throw new MalformedDataException(
          start,
          "lengths do not agree: consumed="
              + result.consumed()
              + " declared="
              + deflateBytes
              + " produced="
              + result.produced()
              + " declared="
              + original);
    }
    crc.reset();
    if (isOffHeap()) {
      offHeap.sum(crc, (int) original);
    } else {
      crc.update(block, 0, (int) original);
    }
    checkCrc(start, LittleEndian.intAt(payload, deflateBytes));
    next = 0;
    end = (int) original;
  }

  private void takeStored(byte[] payload, int length) throws MalformedDataException {
    int count = length - ShuffleFrame.STORED_TRAILER_BYTES;
    crc.reset();
    crc.update(payload, 0, count);
    checkCrc(offset - length, LittleEndian.intAt(payload, count));
    dropBlock();
    block = payload;
    next = 0;
    end = count;
    CodecMetric.DECOMPRESS_STORED_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_STORED_BYTES.add(count);
  }

  private void checkCrc(long start, int expected) throws MalformedDataException {
    if ((int) crc.getValue() != expected) {
      throw new MalformedDataException(
          start,
          "wrong CRC-32: computed="
              + Integer.toHexString((int) crc.getValue())
              + " stored="
              + Integer.toHexString(expected));
    }
  }

  private MalformedDataException cutShort(String where) {
    return new MalformedDataException(offset, "end of input inside " + where);
  }
}
