package org.uacce.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;
import org.uacce.codec.MemberDecoder;
import org.uacce.codec.MemberEncoder;

/** What a block costs the collector once a stream runs: streams that stay open over all rounds. */
public class SteadyState extends Trial {
  private static final int BLOCKS = 32;

  /** Of a plain gzip header (RFC 1952 section 2.3). */
  private static final int HEADER_BYTES = 10;

  @Param({"1", "6"})
  public int level;

  private OutputStream framesOut;
  private InputStream framesIn;
  private MemberDecoder gzipIn;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    CodecConfig shuffle = Streams.config(Purpose.SHUFFLE, level, 0);
    CodecConfig files = Streams.config(Purpose.FILE, level, shuffle.blockBytes());
    byte[] data = Corpus.SHUFFLE.generate(seed(), BLOCKS * shuffle.blockBytes());
    byte[] frames = Streams.bytesOf(sink -> Streams.writeFrames(data, shuffle, sink));
    byte[] begun = Streams.bytesOf(sink -> beginMember(data, files, sink));
    byte[] piece = new byte[Streams.PIECE_BYTES];
    OutputStream nowhere = new Streams.CountingSink();
    framesOut = new FrameOutputStream(nowhere, shuffle, false);
    framesIn = new FrameInputStream(new Repeating(frames), shuffle);
    MemberEncoder gzipOut = new MemberEncoder(DeflateFormat.GZIP, files);
    gzipIn = new MemberDecoder(DeflateFormat.GZIP, files);
    gzipIn.setInput(begun, 0, HEADER_BYTES);
    gzipIn.read(piece, 0, piece.length);
    return List.of(
        new Contest(
            "steady",
            Corpus.SHUFFLE.label(),
            level,
            BLOCKS,
            List.of(
                new Peer("frames out", () -> write(data)),
                new Peer("frames in", () -> read(data.length, piece)),
                new Peer("gzip out", () -> write(gzipOut, data, nowhere)),
                new Peer("gzip in", () -> readPieces(begun, piece)))));
  }

  private long write(byte[] data) throws IOException {
    for (int at = 0; at < data.length; at += Streams.PIECE_BYTES) {
      framesOut.write(data, at, Streams.PIECE_BYTES);
    }
    return data.length;
  }

  private long read(int bytes, byte[] piece) throws IOException {
    int left = bytes;
    while (left > 0) {
      left -= framesIn.read(piece, 0, Math.min(left, piece.length));
    }
    return bytes;
  }

  private static long write(MemberEncoder encoder, byte[] data, OutputStream sink)
      throws IOException {
    for (int at = 0; at < data.length; at += Streams.PIECE_BYTES) {
      encoder.write(data, at, Streams.PIECE_BYTES, sink);
    }
    return data.length;
  }

  /** The header of a member and all its blocks, but no end: the last byte is not cut yet. */
  private static void beginMember(byte[] data, CodecConfig config, OutputStream sink)
      throws IOException {
    MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, config);
    write(encoder, data, sink);
    encoder.write(data, 0, 1, sink);
    encoder.reset();
  }

  /** Pieces join in any order and number: read again and again they are a member without end. */
  private long readPieces(byte[] begun, byte[] piece) throws IOException {
    gzipIn.setInput(begun, HEADER_BYTES, begun.length - HEADER_BYTES);
    long total = 0;
    for (int count = 1; count > 0; total += count) {
      count = gzipIn.read(piece, 0, piece.length);
    }
    return total;
  }

  @Override
  void release() throws IOException {
    framesOut.close();
    framesIn.close();
    gzipIn.close();
  }
}
