package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * A library that knows whole blocks only, as a stream: sizes and CRC-32 of a block in front of it,
 * which is what our frames carry too, and one copy into a block's array.
 */
final class BlockCodec implements StreamCodec {
  private static final int HEADER_BYTES = 3 * Integer.BYTES;

  /** The library's two calls. Both return what they have written. */
  interface Library {
    int compress(byte[] in, int offset, int bytes, byte[] out, int room) throws IOException;

    int decompress(byte[] in, int offset, int bytes, byte[] out, int room) throws IOException;
  }

  private final Library library;
  private final byte[] block;
  private final byte[] compressed;
  private final byte[] header = new byte[HEADER_BYTES];
  private final CRC32 crc = new CRC32();

  BlockCodec(Library library, int blockBytes) {
    this.library = library;
    block = new byte[blockBytes];
    compressed = new byte[blockBytes + blockBytes / 8 + 1024];
  }

  @Override
  public void write(byte[] stream, OutputStream sink) throws IOException {
    for (int at = 0; at < stream.length; at += block.length) {
      int count = Math.min(block.length, stream.length - at);
      System.arraycopy(stream, at, block, 0, count);
      int length = library.compress(block, 0, count, compressed, compressed.length);
      ByteBuffer.wrap(header).putInt(length).putInt(count).putInt(sum(count));
      sink.write(header, 0, HEADER_BYTES);
      sink.write(compressed, 0, length);
    }
  }

  @Override
  public void read(byte[] frames, int bytes, OutputStream copy) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(frames);
    while (in.hasRemaining()) {
      int length = in.getInt();
      int count = in.getInt();
      int expected = in.getInt();
      int given = library.decompress(frames, in.position(), length, block, count);
      in.position(in.position() + length);
      if (given != count || sum(count) != expected) {
        throw new IOException(
            "Cannot read block: data differ, bytes=" + given + " expected=" + count);
      }
      copy.write(block, 0, count);
    }
  }

  private int sum(int count) {
    crc.reset();
    crc.update(block, 0, count);
    return (int) crc.getValue();
  }
}
