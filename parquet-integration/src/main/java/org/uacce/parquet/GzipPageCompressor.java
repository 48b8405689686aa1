package org.uacce.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.WholeMember;

/**
 * Compresses pages, each into one gzip member. One thread at a time. Between two pages it holds two
 * heap arrays of the size of its largest page, until {@link #release()}.
 */
final class GzipPageCompressor implements BytesInputCompressor {
  /** So that a page and the room for its result both fit in a Java array. */
  static final int MOST_PAGE_BYTES = 1 << 30;

  private static final byte[] EMPTY = new byte[0];

  private final WholeMember member;
  private final PageGatherer page = new PageGatherer();
  private byte[] compressed = EMPTY;

  GzipPageCompressor(CodecConfig config) {
    this.member = new WholeMember(config);
  }

  /**
   * @param bytes the page; consumed
   * @return the member, in an array that the next call overwrites, as parquet's contract allows
   * @throws org.uacce.codec.AcceleratorUnavailableException if {@code mode=hardware} and there is
   *     no accelerator
   */
  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    long pageBytes = bytes.size();
    if (pageBytes > MOST_PAGE_BYTES) {
      throw new IOException(
          "Cannot compress a page: bytes="
              + pageBytes
              + " limit="
              + MOST_PAGE_BYTES
              + "; lower parquet.page.size");
    }
    page.gather(bytes, (int) pageBytes);
    int bound = WholeMember.compressBound((int) pageBytes);
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int written = member.compress(page.array(), 0, (int) pageBytes, compressed, 0);
    return BytesInput.from(compressed, 0, written);
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.GZIP;
  }

  /** Leaves the arrays to the collector. */
  @Override
  public void release() {
    page.release();
    compressed = EMPTY;
  }
}
