package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.MemberEncoder;

/** The Compressor of {@link UacceGzipCodec}, and of nothing else, so that CodecPool can tell it. */
public final class UacceGzipCompressor extends MemberCompressor {
  /** With the default options. */
  public UacceGzipCompressor() {
    this(null);
  }

  UacceGzipCompressor(Configuration conf) {
    super(config -> new MemberEncoder(DeflateFormat.GZIP, config), conf);
  }
}
