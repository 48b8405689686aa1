package org.uacce.spark;

import java.io.InputStream;
import java.io.OutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.io.LZFCompressionCodec;

/**
 * Spark's IO codec over the shuffle frame: {@code
 * spark.io.compression.codec=org.uacce.spark.UacceCompressionCodec}. Options stand under {@code
 * spark.io.compression.uacce.}; {@code mode=hardware} does not hold on the driver, and so not in
 * local mode either.
 *
 * <p>Why it extends LZF's codec, of which it uses nothing: Spark merges spill files byte by byte,
 * and fetches adjacent reduce partitions together, only if the codec's streams may be concatenated,
 * and it decides that by the types it knows ({@code
 * CompressionCodec.supportsConcatenationOfSerializedStreams}), not by asking. Concatenated frames
 * are a valid stream, and of the known types LZF's is the one that loads no native library and
 * overrides nothing else. {@link UaccePlainCompressionCodec} is the same codec without that parent.
 *
 * <p>Thread-safe. The streams are for one thread at a time.
 */
public final class UacceCompressionCodec extends LZFCompressionCodec {
  private final FrameCodec frames;

  /**
   * Reads options only: neither library nor device.
   *
   * @throws org.uacce.codec.CodecConfigurationException if an option's value is outside its range;
   *     Spark calls this by reflection and shows it as the cause of an InvocationTargetException
   */
  public UacceCompressionCodec(SparkConf conf) {
    super(conf);
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
