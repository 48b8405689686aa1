package org.uacce.hadoop;

import org.apache.hadoop.io.compress.CodecConstants;
import org.apache.hadoop.io.compress.Decompressor;

/** What the codecs of {@code .gz} share: how they read, whatever they write. */
abstract class GzipMemberCodec extends MemberCodec {
  @Override
  public UacceGzipDecompressor createDecompressor() {
    return new UacceGzipDecompressor(getConf());
  }

  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return UacceGzipDecompressor.class;
  }

  @Override
  public String getDefaultExtension() {
    return CodecConstants.GZIP_CODEC_EXTENSION;
  }
}
