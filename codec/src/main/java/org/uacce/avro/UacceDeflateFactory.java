package org.uacce.avro;

import org.apache.avro.file.Codec;
import org.apache.avro.file.CodecFactory;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;

/**
 * Avro's {@code deflate} by this codec. Either for one writer, {@code DataFileWriter.setCodec(new
 * UacceDeflateFactory())}, or for all of a JVM that ask Avro for a codec by its name, every reader
 * among them: {@code CodecFactory.addCodec("deflate", new UacceDeflateFactory())}. A writer that
 * calls {@code CodecFactory.deflateCodec(level)}, as Avro's own MapReduce output format and Spark's
 * Avro source do, does not ask by name and keeps Avro's.
 *
 * <p>Any thread; reads neither library nor device.
 */
public final class UacceDeflateFactory extends CodecFactory {
  private final CodecConfig config;

  /** With the defaults of files: level 6, on an accelerator where there is one. */
  public UacceDeflateFactory() {
    this(CodecConfig.defaults(Purpose.FILE));
  }

  /**
   * @param config for example of {@code org.uacce.hadoop.HadoopOptions.read(conf)}
   */
  public UacceDeflateFactory(CodecConfig config) {
    this.config = config;
  }

  @Override
  protected Codec createInstance() {
    return new DeflateBlocks(config);
  }
}
