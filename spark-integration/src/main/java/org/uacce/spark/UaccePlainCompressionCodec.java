package org.uacce.spark;

import java.io.InputStream;
import java.io.OutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;

/**
 * {@link UacceCompressionCodec} without a parent: the same options and bytes, for whoever needs a
 * codec that Spark takes for none of its own. Spark then decompresses and recompresses spills when
 * it merges them, and fetches every block of a shuffle alone.
 */
public final class UaccePlainCompressionCodec implements CompressionCodec {
  private final FrameCodec frames;

  /** As {@link UacceCompressionCodec#UacceCompressionCodec}. */
  public UaccePlainCompressionCodec(SparkConf conf) {
    frames = new FrameCodec(conf);
  }

  @Override
  public OutputStream compressedOutputStream(OutputStream sink) {
    return frames.output(sink);
  }

  @Override
  public InputStream compressedInputStream(InputStream source) {
    return frames.input(source);
  }

  @Override
  public OutputStream compressedContinuousOutputStream(OutputStream sink) {
    return frames.continuousOutput(sink);
  }

  @Override
  public InputStream compressedContinuousInputStream(InputStream source) {
    return frames.input(source);
  }
}
