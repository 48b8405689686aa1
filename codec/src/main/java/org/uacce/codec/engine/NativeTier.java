package org.uacce.codec.engine;

import java.util.zip.CRC32;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.NativeObject;
import org.uacce.codec.queue.NativeObjects;
import org.uacce.codec.queue.OffHeapBuffer;

/**
 * ISA-L and libdeflate. A block is copied into a borrowed off-heap buffer, worked on by address,
 * and its result copied out: the heap is never pinned, and a call costs no allocation once the
 * pools have warmed up.
 */
final class NativeTier implements Tier {
  /**
   * Between the input and the output of one call: with equal page offsets on both sides, {@code rep
   * movsb} on some processors falls to a sixth of its speed (measured on Zen 4).
   */
  static final int GAP_BYTES = 2048 + 64;

  /** For the 64-bit count that a call returns through memory. */
  private static final int RESULT_BYTES = 16;

  private static final int LEVELS = 13;

  /** The highest level whose compressor always fits: bufferPool.maxBytes is 8 MiB at least. */
  static final int MOST_SMALL_LEVEL = 9;

  // What the library's objects take of memory: measured with the versions that are linked into it,
  // and
  // compared with those by NativeObjectsTest.
  private static final int STORING_BYTES = 8 << 10;
  private static final int QUICK_BYTES = 360 << 10;
  private static final int DEEP_BYTES = 656 << 10;
  private static final int DEEPEST_BYTES = 8800 << 10;
  static final int DECOMPRESSOR_BYTES = 12 << 10;
  static final int INFLATER_BYTES = 88 << 10;

  private final Binding binding;
  private final BufferPool pool;
  private final NativeObjects<NativeObject>[] compressors;
  private final NativeObjects<NativeObject> decompressors;
  private final NativeObjects<NativeObject> inflaters;
  private final NativeRows rows;

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type has no other spelling
  NativeTier(Binding binding, BufferPool pool) {
    this.binding = binding;
    this.pool = pool;
    this.compressors = new NativeObjects[LEVELS];
    for (int level = 0; level < LEVELS; level++) {
      int opened = level;
      compressors[level] =
          pool.objects(
              compressorBytes(level),
              () -> NativeObject.orNull(binding.openCompressor(opened)),
              compressor -> binding.closeCompressor(compressor.address()));
    }
    this.decompressors =
        pool.objects(
            DECOMPRESSOR_BYTES,
            () -> NativeObject.orNull(binding.openDecompressor()),
            decompressor -> binding.closeDecompressor(decompressor.address()));
    this.inflaters =
        pool.objects(
            INFLATER_BYTES,
            () -> NativeObject.orNull(binding.openInflater()),
            inflater -> binding.closeInflater(inflater.address()));
    this.rows = new NativeRows(binding, pool);
  }

  /** What a compressor takes of the pool's bound: ISA-L's for 1 and 2, libdeflate's else. */
  static int compressorBytes(int level) {
    if (level == 0) {
      return STORING_BYTES;
    }
    if (level <= 2) {
      return QUICK_BYTES;
    }
    return level <= MOST_SMALL_LEVEL ? DEEP_BYTES : DEEPEST_BYTES;
  }

  /** Whether a call with these sizes, and a compressor of the level, fit in the pool's half. */
  boolean fits(int level, int inBytes, int outBytes) {
    return pool.holds((long) inBytes + outBytes + GAP_BYTES, compressorBytes(level));
  }

  /** Whether what is inflated with these sizes fits in the pool's half. */
  boolean fits(int inBytes, int outBytes) {
    return pool.holds((long) outAt(inBytes) + outBytes, DECOMPRESSOR_BYTES);
  }

  @Override
  public int compress(
      Ending ending,
      int level,
      boolean huffmanOnly,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    OffHeapBuffer buffer = pool.acquire(inBytes + GAP_BYTES + outBytes, compressors[level]);
    if (buffer == null) {
      return FAILED;
    }
    try {
      int outAt = inBytes + GAP_BYTES;
      buffer.copyIn(0, in, inOffset, inBytes);
      long written =
          binding.compress(
              buffer.object(),
              ending,
              buffer.address(),
              inBytes,
              buffer.address() + outAt,
              outBytes);
      if (written < 0) {
        return written == -Binding.ENOSPC ? NO_SPACE : FAILED;
      }
      buffer.copyOut(outAt, out, outOffset, (int) written);
      return (int) written;
    } finally {
      pool.release(buffer);
    }
  }

  /**
   * Compresses a filtered body where it is.
   *
   * @param rows which are held
   * @param outBytes room from {@code outOffset}
   * @return as {@link #compress(Ending, int, boolean, byte[], int, int, byte[], int, int)}; FAILED
   *     also when there is no memory for a compressor just now
   */
  int compress(FilteredRows rows, int level, byte[] out, int outOffset, int outBytes) {
    // Not waited for: others may be waiting for the buffer that the rows are in.
    if (!pool.tryAttach(rows.buffer(), compressors[level])) {
      return FAILED;
    }
    try {
      long written =
          binding.compress(
              rows.buffer().object(),
              Ending.FINAL,
              rows.address(),
              rows.bodyBytes(),
              rows.buffer().address() + rows.spareAt(),
              Math.min(outBytes, rows.spareBytes()));
      if (written < 0) {
        return written == -Binding.ENOSPC ? NO_SPACE : FAILED;
      }
      rows.buffer().copyOut(rows.spareAt(), out, outOffset, (int) written);
      return (int) written;
    } finally {
      pool.detach(rows.buffer());
    }
  }

  @Override
  public boolean inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes,
      InflateResult result)
      throws MalformedDataException {
    OffHeapBuffer buffer = pool.acquire(outAt(inBytes) + outBytes, decompressors);
    if (buffer == null) {
      return false;
    }
    try {
      if (!inflate(in, inOffset, inBytes, outBytes, buffer, result)) {
        return false;
      }
      buffer.copyOut(outAt(inBytes), out, outOffset, result.produced);
      return true;
    } finally {
      pool.release(buffer);
    }
  }

  /**
   * As the other {@code inflate}, with output that stays where it is.
   *
   * @return false also when no memory can be leased now
   */
  boolean inflate(
      byte[] in, int inOffset, int inBytes, int outBytes, InflatedBlock block, InflateResult result)
      throws MalformedDataException {
    OffHeapBuffer buffer = pool.tryLease(outAt(inBytes) + outBytes);
    if (buffer == null) {
      return false;
    }
    boolean inflated = false;
    try {
      inflated =
          pool.tryAttach(buffer, decompressors)
              && inflate(in, inOffset, inBytes, outBytes, buffer, result);
      return inflated;
    } finally {
      pool.detach(buffer);
      if (inflated) {
        block.hold(pool, buffer, outAt(inBytes));
      } else {
        pool.endLease(buffer);
      }
    }
  }

  private static int outAt(int inBytes) {
    return RESULT_BYTES + inBytes + GAP_BYTES;
  }

  /**
   * Inflates to {@link #outAt} of the buffer, which is lent with a decompressor; false if the
   * library itself failed.
   */
  private boolean inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      int outBytes,
      OffHeapBuffer buffer,
      InflateResult result)
      throws MalformedDataException {
    buffer.copyIn(RESULT_BYTES, in, inOffset, inBytes);
    long produced =
        binding.decompress(
            buffer.object(),
            buffer.address() + RESULT_BYTES,
            inBytes,
            buffer.address() + outAt(inBytes),
            outBytes,
            buffer.address());
    if (produced == -Binding.ENOSPC) {
      throw new MalformedDataException(inBytes, "more data than declared: declared=" + outBytes);
    }
    if (produced == -Binding.EBADMSG) {
      throw new MalformedDataException(inBytes, "not DEFLATE data, or cut short: bytes=" + inBytes);
    }
    if (produced < 0) {
      return false;
    }
    result.consumed = (int) buffer.longAt(0);
    result.produced = (int) produced;
    return true;
  }

  /**
   * Inflates a filtered body and undoes the filter.
   *
   * @param payload of the frame that {@code filtered} describes
   * @param block receives the rows, which stay off the heap
   * @return false when there is no memory now, or the library itself failed: the other way serves
   */
  boolean inflateRows(
      byte[] payload,
      FilteredPayload filtered,
      InflatedBlock block,
      InflateResult result,
      CRC32 crc)
      throws MalformedDataException {
    int bodyAt = outAt(filtered.dataBytes());
    long needed = (long) bodyAt + filtered.bodyBytes() + roomBehindBody(filtered);
    if (!pool.holds(needed, DECOMPRESSOR_BYTES) || filtered.originalBytes() > pool.largestBytes()) {
      return false;
    }
    // The one that is waited for comes first: who holds a lease must not wait for another stream.
    OffHeapBuffer buffer = pool.acquire((int) needed, decompressors);
    if (buffer == null) {
      return false;
    }
    try {
      if (!inflate(
          payload, filtered.dataAt(), filtered.dataBytes(), filtered.bodyBytes(), buffer, result)) {
        return false;
      }
      crc.reset();
      buffer.sum(crc, bodyAt, result.produced);
      Engine.checkBody(filtered, result, crc);
      return unfilter(payload, filtered, buffer, bodyAt, block);
    } finally {
      pool.release(buffer);
    }
  }

  /** Memory that undoing the filter needs behind a body: the raw planes, and to work with. */
  int roomBehindBody(FilteredPayload filtered) {
    return filtered.rawBytes() + 63 + rows.workBytes(filtered.originalBytes());
  }

  /**
   * Undoes the filter of a body that has been inflated and checked.
   *
   * @param buffer with the body at {@code bodyAt} and {@link #roomBehindBody}
   * @return false when there is no memory now, or the library itself failed
   */
  boolean unfilter(
      byte[] payload,
      FilteredPayload filtered,
      OffHeapBuffer buffer,
      int bodyAt,
      InflatedBlock block)
      throws MalformedDataException {
    int rawAt = bodyAt + filtered.bodyBytes();
    int workAt = (rawAt + filtered.rawBytes() + 63) & -64;
    OffHeapBuffer out = pool.tryLease(filtered.originalBytes());
    if (out == null) {
      return false;
    }
    boolean done = false;
    try {
      buffer.copyIn(rawAt, payload, filtered.rawAt(), filtered.rawBytes());
      done = rows.decode(buffer, filtered, bodyAt, rawAt, workAt, out);
      return done;
    } finally {
      if (done) {
        block.hold(pool, out, 0);
      } else {
        pool.endLease(out);
      }
    }
  }

  /** The library's row filter. */
  NativeRows rows() {
    return rows;
  }

  /** What {@link #prove} found. */
  enum Proof {
    RIGHT,
    WRONG,
    /** There is no memory to inflate with. */
    IMPOSSIBLE
  }

  /**
   * Whether a complete DEFLATE stream in a buffer gives as many bytes as it is to.
   *
   * @param packedAt where the stream is
   * @param scratchAt where there are {@link #scratchBytes} for what comes out
   */
  Proof prove(OffHeapBuffer buffer, int packedAt, int packedBytes, int scratchAt, int bytes) {
    if (!pool.tryAttach(buffer, decompressors)) {
      return Proof.IMPOSSIBLE;
    }
    try {
      int resultAt = resultAt(scratchAt, bytes);
      long produced =
          binding.decompress(
              buffer.object(),
              buffer.address() + packedAt,
              packedBytes,
              buffer.address() + scratchAt,
              bytes + 1L,
              buffer.address() + resultAt);
      return produced == bytes && buffer.longAt(resultAt) == packedBytes
          ? Proof.RIGHT
          : Proof.WRONG;
    } finally {
      pool.detach(buffer);
    }
  }

  /** Behind the bytes and one that is too many, aligned. */
  private static int resultAt(int scratchAt, int bytes) {
    return (scratchAt + bytes + RESULT_BYTES) / RESULT_BYTES * RESULT_BYTES;
  }

  /** Room that {@link #prove} needs from {@code scratchAt}. */
  static int scratchBytes(int bytes) {
    return bytes + 1 + 2 * RESULT_BYTES;
  }

  @Override
  public StreamInflater openStream() {
    OffHeapBuffer buffer = pool.tryLease(NativeStreamInflater.BUFFER_BYTES, inflaters);
    if (buffer == null) {
      return null;
    }
    binding.resetInflater(buffer.object());
    return new NativeStreamInflater(binding, buffer, () -> pool.endLease(buffer));
  }

  static void count(long produced) {
    CodecMetric.DECOMPRESS_NATIVE_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_NATIVE_BYTES.add(produced);
  }
}
