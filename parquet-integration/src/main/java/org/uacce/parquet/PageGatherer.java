package org.uacce.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.parquet.bytes.BytesInput;

/**
 * One page in one array: parquet hands a page over as a chain of parts. The array stays for the
 * next page. One thread.
 */
final class PageGatherer extends OutputStream {
  private static final byte[] EMPTY = new byte[0];

  private byte[] array = EMPTY;
  private int count;
  private int limit;

  /**
   * Copies a page in.
   *
   * @param pageBytes its size
   * @throws IOException if the parts hold another number of bytes than that
   */
  void gather(BytesInput bytes, int pageBytes) throws IOException {
    if (array.length < pageBytes) {
      array = new byte[pageBytes];
    }
    count = 0;
    limit = pageBytes;
    bytes.writeAllTo(this);
    if (count != limit) {
      throw refused(count);
    }
  }

  /** Holds the last page from index 0. */
  byte[] array() {
    return array;
  }

  void release() {
    array = EMPTY;
  }

  @Override
  public void write(int b) throws IOException {
    require(1);
    array[count++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    require(length);
    System.arraycopy(bytes, offset, array, count, length);
    count += length;
  }

  private void require(int more) throws IOException {
    if (more > limit - count) {
      throw refused((long) count + more);
    }
  }

  private IOException refused(long bytes) {
    return new IOException("Cannot gather a page: bytes=" + bytes + " stated=" + limit);
  }
}
