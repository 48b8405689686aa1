package org.uacce.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.MemberDecoder;
import org.uacce.codec.MemberEncoder;

/** One pass through each stream under test, written and read in pieces of 8 KiB as tasks do. */
final class Streams {
  static final int PIECE_BYTES = 8 << 10;

  /** What a reader of files passes on, and the JDK's buffers. */
  static final int BUFFER_BYTES = 64 << 10;

  private Streams() {}

  /** Defaults but for the level and, unless 0, the block size. */
  static CodecConfig config(Purpose purpose, int level, int blockBytes) {
    return CodecConfig.read(
            "",
            key -> key.equals("blockSize") && blockBytes > 0 ? Integer.toString(blockBytes) : null,
            purpose)
        .withLevel(level);
  }

  /** The same of the Spark codec's frames, whose rows stay rows. */
  static CodecConfig unfiltered(int level) {
    return CodecConfig.read("", key -> key.equals("filter") ? "none" : null, Purpose.SHUFFLE)
        .withLevel(level);
  }

  static void writePieces(byte[] data, OutputStream out) throws IOException {
    for (int at = 0; at < data.length; at += PIECE_BYTES) {
      out.write(data, at, Math.min(PIECE_BYTES, data.length - at));
    }
  }

  static long readPieces(InputStream in, byte[] piece, OutputStream copy) throws IOException {
    long total = 0;
    for (int count = in.read(piece); count > 0; count = in.read(piece)) {
      copy.write(piece, 0, count);
      total += count;
    }
    return total;
  }

  static void writeFrames(byte[] data, CodecConfig config, OutputStream sink) throws IOException {
    try (OutputStream out = new FrameOutputStream(sink, config, false)) {
      writePieces(data, out);
    }
  }

  static long readFrames(byte[] frames, CodecConfig config, byte[] piece, OutputStream copy)
      throws IOException {
    try (InputStream in = new FrameInputStream(new ByteArrayInputStream(frames), config)) {
      return readPieces(in, piece, copy);
    }
  }

  static void writeMember(byte[] data, CodecConfig config, OutputStream sink) throws IOException {
    MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, config);
    for (int at = 0; at < data.length; at += PIECE_BYTES) {
      encoder.write(data, at, Math.min(PIECE_BYTES, data.length - at), sink);
    }
    encoder.finish(sink);
  }

  static long readMember(byte[] member, CodecConfig config, byte[] piece, OutputStream copy)
      throws IOException {
    long total = 0;
    int given = 0;
    try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, config)) {
      while (!decoder.finished()) {
        int count = decoder.read(piece, 0, piece.length);
        copy.write(piece, 0, count);
        total += count;
        if (count == 0 && decoder.needsInput()) {
          int bytes = Math.min(BUFFER_BYTES, member.length - given);
          if (bytes == 0) {
            throw new IOException("Cannot read member: it is cut short, bytes=" + member.length);
          }
          decoder.setInput(member, given, bytes);
          given += bytes;
        }
      }
    }
    return total;
  }

  static void writeJdkGzip(byte[] data, int level, OutputStream sink) throws IOException {
    try (OutputStream out = new LevelledGzip(sink, level)) {
      writePieces(data, out);
    }
  }

  static long readJdkGzip(byte[] member, byte[] piece, OutputStream copy) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(member), BUFFER_BYTES)) {
      return readPieces(in, piece, copy);
    }
  }

  private static final class LevelledGzip extends GZIPOutputStream {
    LevelledGzip(OutputStream sink, int level) throws IOException {
      super(sink, BUFFER_BYTES);
      def.setLevel(level);
    }
  }

  /** A write whose bytes are kept. */
  interface Writing {
    void to(OutputStream sink) throws IOException;
  }

  static byte[] bytesOf(Writing writing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writing.to(bytes);
    return bytes.toByteArray();
  }

  static long countOf(Writing writing) throws IOException {
    CountingSink sink = new CountingSink();
    writing.to(sink);
    return sink.count;
  }

  /** Drops what it gets: what a sink does is no cost of the stream in front of it. */
  static final class CountingSink extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }

    long count() {
      return count;
    }
  }
}
