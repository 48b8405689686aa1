package org.uacce.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.file.Codec;
import org.apache.avro.file.DataFileConstants;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.RawDeflate;

/**
 * The codec of one reader or writer. Every result has an array of its own: Avro reads its next
 * block into the array of the last one's result and then asks for that to be inflated. One thread.
 */
final class DeflateBlocks extends Codec {
  private final CodecConfig config;
  private final RawDeflate deflate;

  DeflateBlocks(CodecConfig config) {
    this.config = config;
    this.deflate = new RawDeflate(config);
  }

  /** As the file's header has it, whoever made the blocks. */
  @Override
  public String getName() {
    return DataFileConstants.DEFLATE_CODEC;
  }

  @Override
  public ByteBuffer compress(ByteBuffer data) throws IOException {
    ByteBuffer in = onHeap(data);
    byte[] out = new byte[RawDeflate.compressBound(in.remaining())];
    int at = in.arrayOffset() + in.position();
    return ByteBuffer.wrap(out, 0, deflate.compress(in.array(), at, in.remaining(), out, 0));
  }

  @Override
  public ByteBuffer decompress(ByteBuffer data) throws IOException {
    ByteBuffer in = onHeap(data);
    return deflate.decompress(in.array(), in.arrayOffset() + in.position(), in.remaining());
  }

  private static ByteBuffer onHeap(ByteBuffer data) {
    return data.hasArray()
        ? data
        : ByteBuffer.allocate(data.remaining()).put(data.duplicate()).flip();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeflateBlocks blocks && blocks.config.equals(config);
  }

  @Override
  public int hashCode() {
    return config.hashCode();
  }
}
