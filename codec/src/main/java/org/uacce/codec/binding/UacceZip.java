package org.uacce.codec.binding;

/**
 * The functions of {@code include/uacce_zip.h}, one to one, mapped by JNA's direct mapping.
 * Arguments are addresses and counts only: a {@code byte[]} argument would be copied in and out of
 * every call. {@code uz_abi_version} is missing on purpose: the loader calls it before it maps this
 * class. Units, ownership and failures are those of the header. Callable only after {@link
 * NativeLibraryLoader} has registered the class.
 */
final class UacceZip {
  /** The ABI this class was written against; {@code UZ_ABI_VERSION} of the header. */
  static final int ABI_VERSION = 2;

  private UacceZip() {}

  static native long uz_describe(long text, long capacity);

  static native long uz_compressor_open(int level);

  static native void uz_compressor_close(long compressor);

  static native long uz_compress(
      long compressor, int ending, long in, long inBytes, long out, long outCapacity);

  static native long uz_decompressor_open();

  static native void uz_decompressor_close(long decompressor);

  static native long uz_decompress(
      long decompressor, long in, long inBytes, long out, long outCapacity, long consumedOut);

  static native long uz_inflater_open();

  static native void uz_inflater_close(long inflater);

  static native void uz_inflater_reset(long inflater);

  static native long uz_inflate(
      long inflater, long in, long inBytes, long out, long outCapacity, long resultOut);

  static native long uz_buffer_map(long bytes);

  static native int uz_buffer_unmap(long buffer, long bytes);

  static native long uz_queue_open(
      long path, int direction, int generation, long mmioBytes, long dusBytes, long opening);

  static native int uz_queue_turn(long queue, long turn);

  static native int uz_queue_close(long queue);

  static native long uz_rows_work_bytes(long bytes);

  static native long uz_rows_encode(
      long shape,
      long in,
      long inBytes,
      long first,
      long work,
      long workBytes,
      long out,
      long outCapacity,
      long bodyBytesOut);

  static native long uz_rows_decode(
      long body,
      long bodyBytes,
      long raw,
      long rawBytes,
      long work,
      long workBytes,
      long out,
      long outBytes);
}
