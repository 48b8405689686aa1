package org.uacce.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;

/** Ratio and speed by block size and level: what independent blocks lose against one window. */
public class BlockSizes extends Trial {
  private static final int[] BLOCK_KIB = {64, 128, 256, 1024};

  @Param({"TEXT", "SHUFFLE", "PLAIN", "DICTIONARY", "JSON"})
  public Corpus corpus;

  @Param({"1", "2", "6"})
  public int level;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    byte[] data = corpus.generate(seed(), bytes);
    List<Peer> peers = new ArrayList<>();
    for (int kib : BLOCK_KIB) {
      CodecConfig config = Streams.config(Purpose.FILE, level, kib << 10);
      byte[] member = Streams.bytesOf(sink -> Streams.writeMember(data, config, sink));
      byte[] piece = new byte[Streams.PIECE_BYTES];
      Check.gives(data, "blocks", copy -> Streams.readJdkGzip(member, piece, copy));
      peers.add(
          new Peer(kib + " KiB", () -> Streams.countOf(s -> Streams.writeMember(data, config, s))));
    }
    return List.of(new Contest("blocks", corpus.label(), level, data.length, peers));
  }
}
