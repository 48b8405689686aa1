package org.uacce.hadoop;

import org.apache.hadoop.io.compress.Compressor;

/**
 * Ordinary gzip ({@code .gz}) for Hadoop, MapReduce and Spark's text formats: one member per
 * stream, which any reader opens; not splittable. Reads any gzip, several members included, as
 * strictly as Hadoop's own codec: bytes behind the last member that are no member are an
 * IOException.
 *
 * <p>Options stand under {@code io.compression.codec.uacce.}. The level is {@code
 * io.compression.codec.uacce.level} if set, else Hadoop's {@code zlib.compress.level}, else 6. Of
 * {@code zlib.compress.strategy} only HUFFMAN_ONLY is honoured; every other strategy is ignored,
 * since the engines choose their own.
 */
public final class UacceGzipCodec extends GzipMemberCodec {
  @Override
  public UacceGzipCompressor createCompressor() {
    return new UacceGzipCompressor(getConf());
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return UacceGzipCompressor.class;
  }
}
