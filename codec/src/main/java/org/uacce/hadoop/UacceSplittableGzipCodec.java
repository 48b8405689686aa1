package org.uacce.hadoop;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;

/**
 * gzip ({@code .gz}) that Hadoop, MapReduce and Spark's text formats may split: written as BGZF,
 * many small members that state their lengths, which any gzip reader opens that reads more than one
 * member. A {@code .gz} that is not BGZF is read whole by the task of its first split, and the
 * tasks of its other splits read nothing.
 *
 * <p>Options are those of {@link UacceGzipCodec}, but {@code blockSize}, which the format fixes.
 */
public final class UacceSplittableGzipCodec extends GzipMemberCodec
    implements SplittableCompressionCodec {
  /**
   * Reads the records of a split, as Hadoop's line readers want it: the bytes of all members that
   * begin in the split, and then of the next ones, for the record that goes on there.
   *
   * @param seekableIn a {@link org.apache.hadoop.fs.Seekable} at any position
   * @param decompressor is not used: the caller's to release
   * @param readMode either gives whole members
   */
  @Override
  public SplitCompressionInputStream createInputStream(
      InputStream seekableIn, Decompressor decompressor, long start, long end, READ_MODE readMode)
      throws IOException {
    return SplitStream.open(seekableIn, start, end, this);
  }

  @Override
  public UacceSplittableGzipCompressor createCompressor() {
    return new UacceSplittableGzipCompressor(getConf());
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return UacceSplittableGzipCompressor.class;
  }
}
