package org.apache.parquet.hadoop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * What parquet's codec factory may become: it keeps its map of Hadoop codecs, and does GZIP by
 * java.util.zip without asking it. Compiled by a test, in place of parquet's.
 */
public class CodecFactory implements CompressionCodecFactory {
  protected static final Map<String, CompressionCodec> CODEC_BY_NAME =
      Collections.synchronizedMap(new HashMap<>());

  public CodecFactory(Configuration conf, int pageSize) {}

  public CodecFactory(ParquetConfiguration conf, int pageSize) {}

  protected CompressionCodec getCodec(CompressionCodecName name) {
    return CODEC_BY_NAME.get(name.getHadoopCompressionCodecClassName());
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return new BytesInputCompressor() {
      @Override
      public BytesInput compress(BytesInput bytes) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(sink)) {
          bytes.writeAllTo(out);
        }
        return BytesInput.from(sink);
      }

      @Override
      public CompressionCodecName getCodecName() {
        return name;
      }

      @Override
      public void release() {}
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput bytes, int size) throws IOException {
        return BytesInput.from(new GZIPInputStream(bytes.toInputStream()).readNBytes(size));
      }

      @Override
      public void decompress(ByteBuffer in, int inBytes, ByteBuffer out, int outBytes) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void release() {}
    };
  }

  @Override
  public void release() {}
}
