package org.uacce.parquet;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.WholeMember;

/**
 * Inflates pages whose both sizes the file states. A page is one gzip member or, as other writers
 * may leave it, several; it must fill both sizes exactly. One thread at a time; holds arrays only
 * for direct buffers, until {@link #release()}.
 */
final class GzipPageDecompressor implements BytesInputDecompressor {
  /**
   * The most that DEFLATE can expand: 258 bytes from a length code of one bit and a distance code
   * of one bit (RFC 1951 §3.2.5).
   */
  static final int MOST_EXPANSION = 1032;

  private static final byte[] EMPTY = new byte[0];

  private final WholeMember member;
  private byte[] compressedCopy = EMPTY;
  private byte[] pageCopy = EMPTY;

  GzipPageDecompressor(CodecConfig config) {
    this.member = new WholeMember(config);
  }

  /**
   * @param bytes the compressed page; consumed
   * @param decompressedSize bytes, as the page header states them
   * @return the page, in an array of its own
   * @throws MalformedDataException if it is not exactly one or more members of that size
   */
  @Override
  public BytesInput decompress(BytesInput bytes, int decompressedSize) throws IOException {
    ByteBuffer compressed = bytes.toByteBuffer();
    requirePlausible(compressed.remaining(), decompressedSize);
    // A new array each time: one decompressor serves all columns of a reader, and column readers
    // decode a page while the next column's page is inflated.
    byte[] page = new byte[decompressedSize];
    inflate(compressed, compressed.remaining(), page, 0, decompressedSize);
    return BytesInput.from(page);
  }

  /**
   * Moves both positions as parquet states it; they do not move when this throws.
   *
   * @param input heap or direct; {@code compressedSize} bytes from its position are read
   * @param output heap or direct; {@code decompressedSize} bytes from its position are written
   * @throws MalformedDataException if it is not exactly one or more members of that size
   * @throws IllegalArgumentException if a buffer has fewer bytes left than its size says
   */
  @Override
  public void decompress(
      ByteBuffer input, int compressedSize, ByteBuffer output, int decompressedSize)
      throws IOException {
    requirePlausible(compressedSize, decompressedSize);
    requireRemaining("input", input, compressedSize);
    requireRemaining("output", output, decompressedSize);
    if (output.hasArray()) {
      int at = output.arrayOffset() + output.position();
      inflate(input, compressedSize, output.array(), at, decompressedSize);
      output.position(output.position() + decompressedSize);
    } else {
      pageCopy = atLeast(decompressedSize, pageCopy);
      inflate(input, compressedSize, pageCopy, 0, decompressedSize);
      output.put(pageCopy, 0, decompressedSize);
    }
    input.position(input.position() + compressedSize);
  }

  /** Leaves the arrays to the collector. */
  @Override
  public void release() {
    compressedCopy = EMPTY;
    pageCopy = EMPTY;
  }

  private void inflate(ByteBuffer input, int inBytes, byte[] page, int at, int pageBytes)
      throws MalformedDataException {
    if (inBytes == 0 && pageBytes == 0) {
      // Parquet 1.17 and later write a v2 page of nulls alone as no bytes, still marked compressed.
      return;
    }
    if (input.hasArray()) {
      int from = input.arrayOffset() + input.position();
      member.decompress(input.array(), from, inBytes, page, at, pageBytes);
    } else {
      compressedCopy = atLeast(inBytes, compressedCopy);
      input.get(input.position(), compressedCopy, 0, inBytes);
      member.decompress(compressedCopy, 0, inBytes, page, at, pageBytes);
    }
  }

  /** Before anything is allocated by the stated size. */
  private static void requirePlausible(int inBytes, int pageBytes) throws MalformedDataException {
    if (inBytes < 0 || pageBytes < 0 || pageBytes > (long) inBytes * MOST_EXPANSION) {
      throw new MalformedDataException(
          0,
          "sizes that DEFLATE cannot have: compressed="
              + inBytes
              + " declared="
              + pageBytes
              + " limit="
              + Math.max(0, (long) inBytes * MOST_EXPANSION));
    }
  }

  private static void requireRemaining(String which, ByteBuffer buffer, int bytes) {
    if (buffer.remaining() < bytes) {
      throw new IllegalArgumentException(
          "Cannot decompress a page: "
              + which
              + ".remaining="
              + buffer.remaining()
              + " needed="
              + bytes);
    }
  }

  private static byte[] atLeast(int bytes, byte[] array) {
    return array.length < bytes ? new byte[bytes] : array;
  }
}
