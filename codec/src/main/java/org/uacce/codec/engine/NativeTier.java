package org.uacce.codec.engine;

import java.util.zip.CRC32;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.queue.BufferPool;
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

  private final Binding binding;
  private final BufferPool pool;
  private final IdleObjects[] compressors = new IdleObjects[LEVELS];
  private final IdleObjects decompressors;
  private final IdleObjects inflaters;
  private final NativeRows rows;

  NativeTier(Binding binding, BufferPool pool) {
    this.binding = binding;
    this.pool = pool;
    for (int level = 0; level < LEVELS; level++) {
      int opened = level;
      compressors[level] =
          new IdleObjects(() -> binding.openCompressor(opened), binding::closeCompressor);
    }
    this.decompressors = new IdleObjects(binding::openDecompressor, binding::closeDecompressor);
    this.inflaters = new IdleObjects(binding::openInflater, binding::closeInflater);
    this.rows = new NativeRows(binding, pool);
  }

  /** Whether a call with these sizes fits in the pool's largest buffer. */
  boolean fits(int inBytes, int outBytes) {
    return (long) inBytes + outBytes + GAP_BYTES + RESULT_BYTES <= pool.largestBytes();
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
    // The buffer first: who waits for one must not hold megabytes of a compressor meanwhile.
    OffHeapBuffer buffer = pool.acquire(inBytes + GAP_BYTES + outBytes);
    IdleObjects.Handle compressor = compressors[level].take();
    try {
      if (compressor.address() == 0 || buffer == null) {
        return FAILED;
      }
      int outAt = inBytes + GAP_BYTES;
      buffer.copyIn(0, in, inOffset, inBytes);
      long written =
          binding.compress(
              compressor.address(),
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
      if (buffer != null) {
        pool.release(buffer);
      }
      compressors[level].give(compressor);
    }
  }

  /**
   * Compresses a filtered body where it is.
   *
   * @param rows which are held
   * @param outBytes room from {@code outOffset}
   * @return as {@link #compress(Ending, int, boolean, byte[], int, int, byte[], int, int)}
   */
  int compress(FilteredRows rows, int level, byte[] out, int outOffset, int outBytes) {
    IdleObjects.Handle compressor = compressors[level].take();
    try {
      if (compressor.address() == 0) {
        return FAILED;
      }
      long written =
          binding.compress(
              compressor.address(),
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
      compressors[level].give(compressor);
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
    OffHeapBuffer buffer = pool.acquire(outAt(inBytes) + outBytes);
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
      inflated = inflate(in, inOffset, inBytes, outBytes, buffer, result);
      return inflated;
    } finally {
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

  /** Inflates to {@link #outAt} of the buffer; false if the library itself failed. */
  private boolean inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      int outBytes,
      OffHeapBuffer buffer,
      InflateResult result)
      throws MalformedDataException {
    IdleObjects.Handle decompressor = decompressors.take();
    try {
      if (decompressor.address() == 0) {
        return false;
      }
      buffer.copyIn(RESULT_BYTES, in, inOffset, inBytes);
      long produced =
          binding.decompress(
              decompressor.address(),
              buffer.address() + RESULT_BYTES,
              inBytes,
              buffer.address() + outAt(inBytes),
              outBytes,
              buffer.address());
      if (produced == -Binding.ENOSPC) {
        throw new MalformedDataException(inBytes, "more data than declared: declared=" + outBytes);
      }
      if (produced == -Binding.EBADMSG) {
        throw new MalformedDataException(
            inBytes, "not DEFLATE data, or cut short: bytes=" + inBytes);
      }
      if (produced < 0) {
        return false;
      }
      result.consumed = (int) buffer.longAt(0);
      result.produced = (int) produced;
      return true;
    } finally {
      decompressors.give(decompressor);
    }
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
    if (needed > pool.largestBytes() || filtered.originalBytes() > pool.largestBytes()) {
      return false;
    }
    // The one that is waited for comes first: who holds a lease must not wait for another stream.
    OffHeapBuffer buffer = pool.acquire((int) needed);
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
    IdleObjects.Handle decompressor = decompressors.take();
    try {
      if (decompressor.address() == 0) {
        return Proof.IMPOSSIBLE;
      }
      int resultAt = resultAt(scratchAt, bytes);
      long produced =
          binding.decompress(
              decompressor.address(),
              buffer.address() + packedAt,
              packedBytes,
              buffer.address() + scratchAt,
              bytes + 1L,
              buffer.address() + resultAt);
      return produced == bytes && buffer.longAt(resultAt) == packedBytes
          ? Proof.RIGHT
          : Proof.WRONG;
    } finally {
      decompressors.give(decompressor);
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
    OffHeapBuffer buffer = pool.tryLease(NativeStreamInflater.BUFFER_BYTES);
    if (buffer == null) {
      return null;
    }
    IdleObjects.Handle inflater = inflaters.take();
    if (inflater.address() == 0) {
      pool.endLease(buffer);
      return null;
    }
    binding.resetInflater(inflater.address());
    return new NativeStreamInflater(
        binding,
        inflater.address(),
        buffer,
        () -> {
          pool.endLease(buffer);
          inflaters.give(inflater);
        });
  }

  static void count(long produced) {
    CodecMetric.DECOMPRESS_NATIVE_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_NATIVE_BYTES.add(produced);
  }
}
