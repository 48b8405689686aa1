package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.DeflateFormat;

/** The Compressor of {@link UacceGzipCodec}, and of nothing else, so that CodecPool can tell it. */
public final class UacceGzipCompressor extends MemberCompressor {
  /** With the default options. */
  public UacceGzipCompressor() {
    this(null);
  }

  UacceGzipCompressor(Configuration conf) {
    super(DeflateFormat.GZIP, conf);
  }
}
