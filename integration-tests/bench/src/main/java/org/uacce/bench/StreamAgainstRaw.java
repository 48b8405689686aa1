package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.binding.Binding.Ending;

/**
 * What the frame streams cost over the raw calls with their CRC-32: same data, same blocks, and so
 * no row filter.
 */
public class StreamAgainstRaw extends Trial {
  @Param({"TEXT", "SHUFFLE", "PLAIN", "DICTIONARY", "JSON", "RANDOM"})
  public Corpus corpus;

  @Param({"1", "3", "6"})
  public int level;

  private RawBlocks raw;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    byte[] data = corpus.generate(seed(), bytes);
    CodecConfig config = Streams.unfiltered(level);
    raw = new RawBlocks(data, config.blockBytes(), level);
    byte[] frames = Streams.bytesOf(sink -> Streams.writeFrames(data, config, sink));
    byte[] piece = new byte[Streams.PIECE_BYTES];
    OutputStream nowhere = new Streams.CountingSink();
    Check.gives(data, "frames", copy -> Streams.readFrames(frames, config, piece, copy));
    return List.of(
        new Contest(
            "raw.compress",
            corpus.label(),
            level,
            data.length,
            List.of(
                new Peer("raw", () -> raw.compress(Ending.FINAL)),
                new Peer(
                    "frames",
                    () -> Streams.countOf(sink -> Streams.writeFrames(data, config, sink))))),
        new Contest(
            "raw.inflate",
            corpus.label(),
            level,
            data.length,
            List.of(
                new Peer("raw", raw::inflate),
                new Peer("frames", () -> Streams.readFrames(frames, config, piece, nowhere)))));
  }

  @Override
  void release() {
    raw.close();
  }
}
