package org.uacce.codec.binding;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The loaded native library. Obtained from {@link NativeLibraryLoader}, so holding one proves that
 * the library is there and speaks our ABI. Any thread; objects opened here are used by one thread
 * at a time, as the header says.
 */
public final class Binding {
  /**
   * Error numbers of Linux that the library answers with, negated; see {@code include/uacce_zip.h}.
   */
  public static final int ENOSPC = 28;

  public static final int EBADMSG = 74;

  /** How the DEFLATE data of a block ends: {@code enum uz_ending}. */
  public enum Ending {
    /** A complete stream whose last block has BFINAL set. */
    FINAL(0),
    /** Byte-aligned, no BFINAL: another piece or the two bytes {@code 03 00} follow. */
    PIECE(1);

    private final int code;

    Ending(int code) {
      this.code = code;
    }

    /** The number of {@code enum uz_ending}. */
    public int code() {
      return code;
    }
  }

  private static final int DESCRIPTION_BYTES = 256;

  Binding() {}

  /** The engines inside and their versions. */
  public String describe() {
    long address = mapBuffer(DESCRIPTION_BYTES);
    if (address == 0) {
      return "unknown: no memory to ask";
    }
    try {
      int length = (int) UacceZip.uz_describe(address, DESCRIPTION_BYTES);
      byte[] text = new byte[Math.max(0, length)];
      view(address, DESCRIPTION_BYTES).get(0, text);
      return new String(text, StandardCharsets.US_ASCII);
    } finally {
      unmapBuffer(address, DESCRIPTION_BYTES);
    }
  }

  /** Returns a compressor to be closed by the caller, or 0 when there is no memory for one. */
  public long openCompressor(int level) {
    return UacceZip.uz_compressor_open(level);
  }

  public void closeCompressor(long compressor) {
    UacceZip.uz_compressor_close(compressor);
  }

  /** Returns bytes written, or a negated error number. */
  public long compress(
      long compressor, Ending ending, long in, long inBytes, long out, long outCapacity) {
    return UacceZip.uz_compress(compressor, ending.code, in, inBytes, out, outCapacity);
  }

  /** Returns a decompressor to be closed by the caller, or 0 when there is no memory for one. */
  public long openDecompressor() {
    return UacceZip.uz_decompressor_open();
  }

  public void closeDecompressor(long decompressor) {
    UacceZip.uz_decompressor_close(decompressor);
  }

  /**
   * Returns bytes produced, or a negated error number; stores the consumed bytes as 64 bits at
   * {@code consumedOut}.
   */
  public long decompress(
      long decompressor, long in, long inBytes, long out, long outCapacity, long consumedOut) {
    return UacceZip.uz_decompress(decompressor, in, inBytes, out, outCapacity, consumedOut);
  }

  /**
   * Returns a streaming inflater to be closed by the caller, or 0 when there is no memory for one.
   */
  public long openInflater() {
    return UacceZip.uz_inflater_open();
  }

  public void closeInflater(long inflater) {
    UacceZip.uz_inflater_close(inflater);
  }

  public void resetInflater(long inflater) {
    UacceZip.uz_inflater_reset(inflater);
  }

  /**
   * Returns bytes produced, or a negated error number; stores {@code struct uz_inflated} at {@code
   * resultOut}.
   */
  public long inflate(
      long inflater, long in, long inBytes, long out, long outCapacity, long resultOut) {
    return UacceZip.uz_inflate(inflater, in, inBytes, out, outCapacity, resultOut);
  }

  /**
   * Returns the address of new zeroed pages that a forked child does not inherit, or 0 when there
   * are none.
   */
  public long mapBuffer(long bytes) {
    return UacceZip.uz_buffer_map(bytes);
  }

  public void unmapBuffer(long address, long bytes) {
    UacceZip.uz_buffer_unmap(address, bytes);
  }

  /**
   * Opens and starts a hardware queue.
   *
   * @param path of a file name that ends with a zero byte
   * @param opening of a {@link QueueLayout.Opening} that is always written
   * @return the queue, to be closed by the caller, or 0
   */
  public long openQueue(
      long path, int direction, int generation, long mmioBytes, long dusBytes, long opening) {
    return UacceZip.uz_queue_open(path, direction, generation, mmioBytes, dusBytes, opening);
  }

  /**
   * Takes what is complete, submits behind one doorbell, takes again; never waits. One thread at a
   * time.
   *
   * @param turn of a {@link QueueLayout.Turn}
   * @return 0 or a negated error number
   */
  public int turnQueue(long queue, long turn) {
    return UacceZip.uz_queue_turn(queue, turn);
  }

  /**
   * Stops and frees a queue; no turn may be under way or follow.
   *
   * @return 0 once the device can touch no job's memory any more, or a negated error number: then
   *     that memory must never be used again
   */
  public int closeQueue(long queue) {
    return UacceZip.uz_queue_close(queue);
  }

  /** Bytes of memory that filtering a block of rows needs beside its buffers, either way. */
  public long rowsWorkBytes(long bytes) {
    return UacceZip.uz_rows_work_bytes(bytes);
  }

  /**
   * Filters a block of rows; stores the body's part of the bytes as 64 bits at {@code
   * bodyBytesOut}.
   *
   * @param shape of a {@code struct uz_rows_shape}
   * @return bytes written, or a negated error number
   */
  public long encodeRows(
      long shape,
      long in,
      long inBytes,
      long first,
      long work,
      long workBytes,
      long out,
      long outCapacity,
      long bodyBytesOut) {
    return UacceZip.uz_rows_encode(
        shape, in, inBytes, first, work, workBytes, out, outCapacity, bodyBytesOut);
  }

  /** Undoes {@link #encodeRows}; returns 0 or a negated error number. */
  public long decodeRows(
      long body,
      long bodyBytes,
      long raw,
      long rawBytes,
      long work,
      long workBytes,
      long out,
      long outBytes) {
    return UacceZip.uz_rows_decode(body, bodyBytes, raw, rawBytes, work, workBytes, out, outBytes);
  }

  /**
   * A view for copying; it does not own the memory, so nobody may use it after {@link
   * #unmapBuffer}.
   */
  public ByteBuffer view(long address, long bytes) {
    return new Pointer(address).getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
  }
}
