package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.DeflateFormat;

/**
 * The Decompressor of {@link UacceDeflateCodec}, and of nothing else, so that CodecPool can tell
 * it.
 */
public final class UacceDeflateDecompressor extends MemberDecompressor {
  /** With the default options. */
  public UacceDeflateDecompressor() {
    this(null);
  }

  UacceDeflateDecompressor(Configuration conf) {
    super(DeflateFormat.ZLIB, conf);
  }
}
