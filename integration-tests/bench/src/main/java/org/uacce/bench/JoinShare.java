package org.uacce.bench;

import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.uacce.codec.binding.Binding.Ending;

/** What it costs that a file's block can be joined to the next: raw calls, file blocks. */
public class JoinShare extends Trial {
  private static final int BLOCK_BYTES = 1 << 20;

  @Param({"TEXT", "SHUFFLE", "PLAIN", "DICTIONARY", "JSON"})
  public Corpus corpus;

  @Param({"1", "3", "6", "9"})
  public int level;

  private RawBlocks raw;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    byte[] data = corpus.generate(seed(), bytes);
    raw = new RawBlocks(data, BLOCK_BYTES, level);
    return List.of(
        new Contest(
            "join",
            corpus.label(),
            level,
            data.length,
            List.of(
                new Peer("final", () -> raw.compress(Ending.FINAL)),
                new Peer("piece", () -> raw.compress(Ending.PIECE)))));
  }

  @Override
  void release() {
    raw.close();
  }
}
