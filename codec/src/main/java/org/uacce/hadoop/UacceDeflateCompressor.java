package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.MemberEncoder;

/**
 * The Compressor of {@link UacceDeflateCodec}, and of nothing else, so that CodecPool can tell it.
 */
public final class UacceDeflateCompressor extends MemberCompressor {
  /** With the default options. */
  public UacceDeflateCompressor() {
    this(null);
  }

  UacceDeflateCompressor(Configuration conf) {
    super(config -> new MemberEncoder(DeflateFormat.ZLIB, config), conf);
  }
}
