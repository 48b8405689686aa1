package org.uacce.bench;

import io.airlift.compress.hadoop.HadoopStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;

/** Each door that a codec is called through, as {@link StreamCodec}. */
final class Codecs {
  private Codecs() {}

  private interface Opened<T, R> {
    R open(T stream) throws IOException;
  }

  /** The same source for one array after the other: what it allocates is no cost of a codec's. */
  private static final class Source extends ByteArrayInputStream {
    Source() {
      super(new byte[0]);
    }

    Source of(byte[] bytes) {
      buf = bytes;
      pos = 0;
      mark = 0;
      count = bytes.length;
      return this;
    }
  }

  /** Streams that wrap streams; written and read in pieces as tasks do. */
  private static StreamCodec streams(
      Opened<OutputStream, OutputStream> out, Opened<InputStream, InputStream> in) {
    byte[] piece = new byte[Streams.PIECE_BYTES];
    Source source = new Source();
    return new StreamCodec() {
      @Override
      public void write(byte[] stream, OutputStream sink) throws IOException {
        try (OutputStream opened = out.open(sink)) {
          Streams.writePieces(stream, opened);
        }
      }

      @Override
      public void read(byte[] compressed, int bytes, OutputStream copy) throws IOException {
        try (InputStream opened = in.open(source.of(compressed))) {
          Streams.readPieces(opened, piece, copy);
        }
      }
    };
  }

  static StreamCodec jdk(int level) {
    byte[] piece = new byte[Streams.PIECE_BYTES];
    return new StreamCodec() {
      @Override
      public void write(byte[] stream, OutputStream sink) throws IOException {
        Streams.writeJdkGzip(stream, level, sink);
      }

      @Override
      public void read(byte[] compressed, int bytes, OutputStream copy) throws IOException {
        Streams.readJdkGzip(compressed, piece, copy);
      }
    };
  }

  /** Our gzip member, as the Hadoop codecs write it, in software. */
  static StreamCodec member(int level) {
    CodecConfig config =
        CodecConfig.read("", key -> key.equals("mode") ? "software" : null, Purpose.FILE)
            .withLevel(level);
    byte[] piece = new byte[Streams.PIECE_BYTES];
    return new StreamCodec() {
      @Override
      public void write(byte[] stream, OutputStream sink) throws IOException {
        Streams.writeMember(stream, config, sink);
      }

      @Override
      public void read(byte[] compressed, int bytes, OutputStream copy) throws IOException {
        Streams.readMember(compressed, config, piece, copy);
      }
    };
  }

  /** What Spark makes of these settings. */
  static StreamCodec spark(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    CompressionCodec codec = CompressionCodec.createCodec(conf);
    return streams(codec::compressedOutputStream, codec::compressedInputStream);
  }

  /** A Hadoop codec with compressors from Hadoop's pool, and no native library of Hadoop's. */
  static StreamCodec hadoop(Class<? extends org.apache.hadoop.io.compress.CompressionCodec> type) {
    org.apache.hadoop.io.compress.CompressionCodec codec =
        ReflectionUtils.newInstance(type, new Configuration());
    byte[] piece = new byte[Streams.PIECE_BYTES];
    return new StreamCodec() {
      @Override
      public void write(byte[] stream, OutputStream sink) throws IOException {
        Compressor compressor = CodecPool.getCompressor(codec);
        try (OutputStream out = codec.createOutputStream(sink, compressor)) {
          Streams.writePieces(stream, out);
        } finally {
          CodecPool.returnCompressor(compressor);
        }
      }

      @Override
      public void read(byte[] compressed, int bytes, OutputStream copy) throws IOException {
        Decompressor decompressor = CodecPool.getDecompressor(codec);
        try (InputStream in =
            codec.createInputStream(new ByteArrayInputStream(compressed), decompressor)) {
          Streams.readPieces(in, piece, copy);
        } finally {
          CodecPool.returnDecompressor(decompressor);
        }
      }
    };
  }

  static StreamCodec aircompressor(HadoopStreams codec) {
    return streams(codec::createOutputStream, codec::createInputStream);
  }

  /** A stream is a page: one call, both sizes known. */
  static StreamCodec pages(CompressionCodecFactory factory, CompressionCodecName name) {
    BytesInputCompressor compressor = factory.getCompressor(name);
    BytesInputDecompressor decompressor = factory.getDecompressor(name);
    return new StreamCodec() {
      @Override
      public void write(byte[] page, OutputStream sink) throws IOException {
        compressor.compress(BytesInput.from(page)).writeAllTo(sink);
      }

      @Override
      public void read(byte[] compressed, int bytes, OutputStream copy) throws IOException {
        decompressor.decompress(BytesInput.from(compressed), bytes).writeAllTo(copy);
      }
    };
  }
}
