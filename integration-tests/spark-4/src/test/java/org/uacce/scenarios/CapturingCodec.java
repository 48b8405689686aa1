package org.uacce.scenarios;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;

/**
 * Leaves bytes as they are and keeps a copy of each stream that Spark writes: what a codec gets to
 * do in a real job, with the true bounds of its streams. Named by class in a SparkConf.
 */
public final class CapturingCodec implements CompressionCodec {
  private static final List<byte[]> STREAMS = new ArrayList<>();
  private static long room;

  public CapturingCodec(SparkConf conf) {}

  /** Begins to keep streams, up to so many bytes together. */
  static synchronized void begin(long bytes) {
    STREAMS.clear();
    room = bytes;
  }

  /** Ends it; returns what was kept. */
  static synchronized List<byte[]> end() {
    room = 0;
    return List.copyOf(STREAMS);
  }

  private static synchronized void keep(byte[] stream) {
    if (stream.length > 0 && stream.length <= room) {
      STREAMS.add(stream);
      room -= stream.length;
    }
  }

  @Override
  public OutputStream compressedOutputStream(OutputStream sink) {
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    return new FilterOutputStream(sink) {
      private boolean closed;

      @Override
      public void write(int b) throws IOException {
        copy.write(b);
        out.write(b);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        copy.write(bytes, offset, length);
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          keep(copy.toByteArray());
        }
        super.close();
      }
    };
  }

  @Override
  public InputStream compressedInputStream(InputStream source) {
    return source;
  }
}
