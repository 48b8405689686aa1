package org.uacce.hadoop;

import org.apache.hadoop.io.compress.CodecConstants;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * Ordinary zlib ({@code .deflate}) for Hadoop and MapReduce, in place of Hadoop's DefaultCodec: one
 * zlib stream per stream. Reads several of them one behind the other, as Hadoop does. A stream that
 * needs a preset dictionary is an IOException; Hadoop takes it for the end of the file.
 *
 * <p>Options stand under {@code io.compression.codec.uacce.}. The level is {@code
 * io.compression.codec.uacce.level} if set, else Hadoop's {@code zlib.compress.level}, else 6. Of
 * {@code zlib.compress.strategy} only HUFFMAN_ONLY is honoured; every other strategy is ignored,
 * since the engines choose their own.
 */
public final class UacceDeflateCodec extends MemberCodec {
  @Override
  public UacceDeflateCompressor createCompressor() {
    return new UacceDeflateCompressor(getConf());
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return UacceDeflateCompressor.class;
  }

  @Override
  public UacceDeflateDecompressor createDecompressor() {
    return new UacceDeflateDecompressor(getConf());
  }

  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return UacceDeflateDecompressor.class;
  }

  @Override
  public String getDefaultExtension() {
    return CodecConstants.DEFAULT_CODEC_EXTENSION;
  }
}
