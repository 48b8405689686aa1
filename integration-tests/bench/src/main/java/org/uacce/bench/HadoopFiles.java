package org.uacce.bench;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.apache.hadoop.io.compress.SplittableCompressionCodec.READ_MODE;

/** A file in memory, written and read through a codec of Hadoop's kind with Hadoop's defaults. */
final class HadoopFiles {
  private static final String[] LEVELS = {
    "NO_COMPRESSION", "BEST_SPEED", "TWO", "THREE", "FOUR", "FIVE", "SIX"
  };

  private HadoopFiles() {}

  /**
   * A codec of a class at a level.
   *
   * @param options ours, with their whole keys
   */
  static <T extends CompressionCodec> T codec(T codec, int level, Map<String, String> options) {
    Configuration conf = new Configuration(false);
    conf.set("zlib.compress.level", LEVELS[level]);
    options.forEach(conf::set);
    ((Configurable) codec).setConf(conf);
    return codec;
  }

  static void write(CompressionCodec codec, byte[] data, OutputStream sink) throws IOException {
    try (OutputStream out = codec.createOutputStream(sink)) {
      Streams.writePieces(data, out);
    }
  }

  static long read(CompressionCodec codec, byte[] file, byte[] piece, OutputStream copy)
      throws IOException {
    try (InputStream in = codec.createInputStream(new ByteArrayInputStream(file))) {
      return Streams.readPieces(in, piece, copy);
    }
  }

  /** Reads what begins in a part of the file, as the reader of a split does. */
  static long readSplit(
      SplittableCompressionCodec codec,
      byte[] file,
      long start,
      long end,
      byte[] piece,
      OutputStream copy)
      throws IOException {
    try (SplitCompressionInputStream in =
        codec.createInputStream(new Bytes(file), null, start, end, READ_MODE.BYBLOCK)) {
      long total = 0;
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        if (in.getPos() > in.getAdjustedEnd()) {
          return total;
        }
        copy.write(piece, 0, count);
        total += count;
      }
      return total;
    }
  }

  private static final class Bytes extends ByteArrayInputStream implements Seekable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized void seek(long position) throws EOFException {
      if (position > count) {
        throw new EOFException("position=" + position + " length=" + count);
      }
      pos = (int) position;
    }

    @Override
    public synchronized long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }
  }
}
