package org.uacce.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.BgzfEncoder;

/**
 * The Compressor of {@link UacceSplittableGzipCodec}, and of nothing else, so that CodecPool can
 * tell it.
 */
public final class UacceSplittableGzipCompressor extends MemberCompressor {
  /** With the default options. */
  public UacceSplittableGzipCompressor() {
    this(null);
  }

  UacceSplittableGzipCompressor(Configuration conf) {
    super(BgzfEncoder::new, conf);
  }
}
