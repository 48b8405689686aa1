package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.DeflateFormat;

/**
 * The Decompressor of {@link UacceGzipCodec}, and of nothing else, so that CodecPool can tell it.
 */
public final class UacceGzipDecompressor extends MemberDecompressor {
  /** With the default options. */
  public UacceGzipDecompressor() {
    this(null);
  }

  UacceGzipDecompressor(Configuration conf) {
    super(DeflateFormat.GZIP, conf);
  }
}
