package org.uacce.bench;

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
 * A Spark IO codec that compresses nothing and keeps a copy of every stream: what a codec gets to
 * see, with the streams' true bounds. Any thread.
 */
public final class KeepingCodec implements CompressionCodec {
  /** Who wrote a stream. */
  enum Writer {
    SHUFFLE,
    SORTER_SPILL,
    BROADCAST
  }

  /** Of one job; more of it is passed on and not kept. */
  private static final long MOST_KEPT_BYTES = 96 << 20;

  /** Closures and other small things that Spark broadcasts for itself are shorter. */
  private static final int LEAST_BROADCAST_BYTES = 64 << 10;

  private static final List<byte[]> KEPT = new ArrayList<>();
  private static long keptBytes;
  private static Writer wanted;

  /** As Spark makes its codecs. */
  public KeepingCodec(SparkConf conf) {}

  /** Runs a job and returns the streams of one kind that it wrote. */
  static List<byte[]> during(Writer writer, Runnable job) {
    want(writer);
    try {
      job.run();
      synchronized (KEPT) {
        return List.copyOf(KEPT);
      }
    } finally {
      want(null);
    }
  }

  private static void want(Writer writer) {
    synchronized (KEPT) {
      wanted = writer;
      KEPT.clear();
      keptBytes = 0;
    }
  }

  private static void keep(Writer writer, ByteArrayOutputStream copy) {
    int least = writer == Writer.BROADCAST ? LEAST_BROADCAST_BYTES : 1;
    synchronized (KEPT) {
      if (writer == wanted && copy.size() >= least && keptBytes < MOST_KEPT_BYTES) {
        KEPT.add(copy.toByteArray());
        keptBytes += copy.size();
      }
    }
  }

  /** Spark does not tell a codec what it writes; the callers' names do. */
  private static Writer caller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(frame -> kind(frame.getClassName()))
                    .filter(kind -> kind != Writer.SHUFFLE)
                    .findFirst())
        .orElse(Writer.SHUFFLE);
  }

  private static Writer kind(String className) {
    if (className.contains("UnsafeSorterSpillWriter")) {
      return Writer.SORTER_SPILL;
    }
    return className.contains("TorrentBroadcast") ? Writer.BROADCAST : Writer.SHUFFLE;
  }

  @Override
  public OutputStream compressedOutputStream(OutputStream sink) {
    return new Copying(sink, caller());
  }

  @Override
  public InputStream compressedInputStream(InputStream source) {
    return source;
  }

  private static final class Copying extends FilterOutputStream {
    private final Writer writer;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream();
    private boolean closed;

    Copying(OutputStream sink, Writer writer) {
      super(sink);
      this.writer = writer;
    }

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
      super.close();
      if (!closed) {
        closed = true;
        keep(writer, copy);
      }
    }
  }
}
