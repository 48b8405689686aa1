package org.uacce.hadoop;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.WholeMember;

/**
 * Reads a page of Parquet, which its source holds to the last byte, in one call: straight into the
 * caller's array where that takes all of it, as parquet's does. Its length is the one in the gzip
 * trailer. What is not one member of that length, several members or damage, is read as a stream,
 * which decides what it is. One thread; parquet never closes it, so it holds heap alone.
 */
final class PageInputStream extends CompressionInputStream {
  /** Of header, the shortest DEFLATE data and trailer. */
  private static final int LEAST_MEMBER_BYTES = 10 + 2 + 8;

  /** The most that DEFLATE can expand (RFC 1951 §3.2.5). */
  private static final int MOST_EXPANSION = 1032;

  private static final byte[] EMPTY = new byte[0];

  /** Opens the other way of reading. */
  interface Streams {
    InputStream open(InputStream in) throws IOException;
  }

  private final CodecConfig config;
  private final Streams streams;
  private final byte[] oneByte = new byte[1];
  private boolean begun;
  private byte[] page = EMPTY;
  private int next;
  private InputStream stream;

  PageInputStream(InputStream in, CodecConfig config, Streams streams) throws IOException {
    super(in);
    this.config = config;
    this.streams = streams;
  }

  @Override
  public int read() throws IOException {
    int count = read(oneByte, 0, 1);
    return count < 0 ? -1 : oneByte[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, out.length);
    if (length == 0) {
      return 0;
    }
    if (!begun) {
      begun = true;
      int whole = begin(out, offset, length);
      if (whole > 0) {
        return whole;
      }
    }
    if (stream != null) {
      return stream.read(out, offset, length);
    }
    int count = Math.min(length, page.length - next);
    System.arraycopy(page, next, out, offset, count);
    next += count;
    if (next == page.length) {
      page = EMPTY;
      next = 0;
    }
    return count == 0 ? -1 : count;
  }

  /** Returns how many bytes the caller's array has now; 0 when the page stands here instead. */
  private int begin(byte[] out, int offset, int length) throws IOException {
    byte[] packed = source();
    int bytes = statedBytes(packed);
    if (bytes >= 0) {
      boolean direct = bytes <= length;
      byte[] target = direct ? out : new byte[bytes];
      try {
        new WholeMember(config)
            .decompress(packed, 0, packed.length, target, direct ? offset : 0, bytes);
        page = direct ? EMPTY : target;
        return direct ? bytes : 0;
      } catch (MalformedDataException e) {
        // The stream says what is wrong with it, if anything is.
      }
    }
    stream = streams.open(new ByteArrayInputStream(packed));
    return 0;
  }

  /** -1 where the trailer cannot be that of one member; before anything is allocated by it. */
  private static int statedBytes(byte[] packed) {
    if (packed.length < LEAST_MEMBER_BYTES) {
      return -1;
    }
    int bytes = 0;
    for (int i = 1; i <= Integer.BYTES; i++) {
      bytes = (bytes << 8) | (packed[packed.length - i] & 0xff);
    }
    return bytes <= (long) packed.length * MOST_EXPANSION ? bytes : -1;
  }

  private byte[] source() throws IOException {
    byte[] available = new byte[Math.max(1, in.available())];
    int count = in.readNBytes(available, 0, available.length);
    if (count < available.length) {
      return Arrays.copyOf(available, count);
    }
    // Not by read() of one byte: at their end parquet's streams throw from that one.
    if (in.read(oneByte, 0, 1) < 0) {
      return available;
    }
    byte[] more = in.readAllBytes();
    byte[] all = Arrays.copyOf(available, count + 1 + more.length);
    all[count] = oneByte[0];
    System.arraycopy(more, 0, all, count + 1, more.length);
    return all;
  }

  /** Starts anew with what the source has then. */
  @Override
  public void resetState() throws IOException {
    begun = false;
    page = EMPTY;
    next = 0;
    stream = null;
  }
}
