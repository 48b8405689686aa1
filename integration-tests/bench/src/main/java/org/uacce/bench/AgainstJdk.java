package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.WholeMember;

/** Frames and gzip with their default blocks against java.util.zip's gzip streams. */
public class AgainstJdk extends Trial {
  @Param({"TEXT", "SHUFFLE", "PLAIN", "DICTIONARY", "JSON", "RANDOM"})
  public Corpus corpus;

  @Param({"1", "6"})
  public int level;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    byte[] data = corpus.generate(seed(), bytes);
    CodecConfig shuffle = Streams.config(Purpose.SHUFFLE, level, 0);
    CodecConfig files = Streams.config(Purpose.FILE, level, 0);
    byte[] piece = new byte[Streams.PIECE_BYTES];
    byte[] frames = Streams.bytesOf(sink -> Streams.writeFrames(data, shuffle, sink));
    byte[] own = Streams.bytesOf(sink -> Streams.writeMember(data, files, sink));
    byte[] foreign = Streams.bytesOf(sink -> Streams.writeJdkGzip(data, level, sink));
    WholeMember page = new WholeMember(files);
    byte[] pageOut = new byte[data.length];
    Check.gives(data, "frames", copy -> Streams.readFrames(frames, shuffle, piece, copy));
    Check.gives(data, "own gzip read by us", copy -> Streams.readMember(own, files, piece, copy));
    Check.gives(data, "own gzip read by JDK", copy -> Streams.readJdkGzip(own, piece, copy));
    Check.gives(data, "foreign gzip", copy -> Streams.readMember(foreign, files, piece, copy));
    OutputStream nowhere = new Streams.CountingSink();
    return List.of(
        contest(
            "jdk.compress",
            data,
            new Peer("jdk", () -> Streams.countOf(s -> Streams.writeJdkGzip(data, level, s))),
            new Peer("frames", () -> Streams.countOf(s -> Streams.writeFrames(data, shuffle, s))),
            new Peer("gzip", () -> Streams.countOf(s -> Streams.writeMember(data, files, s)))),
        contest(
            "jdk.inflate.own",
            data,
            new Peer("jdk", () -> Streams.readJdkGzip(own, piece, nowhere)),
            new Peer("frames", () -> Streams.readFrames(frames, shuffle, piece, nowhere)),
            new Peer("gzip", () -> Streams.readMember(own, files, piece, nowhere))),
        contest(
            "jdk.inflate.foreign",
            data,
            new Peer("jdk", () -> Streams.readJdkGzip(foreign, piece, nowhere)),
            new Peer("gzip", () -> Streams.readMember(foreign, files, piece, nowhere)),
            new Peer("whole", () -> whole(page, foreign, pageOut))));
  }

  private static long whole(WholeMember page, byte[] member, byte[] out) throws IOException {
    page.decompress(member, 0, member.length, out, 0, out.length);
    return out.length;
  }

  private Contest contest(String question, byte[] data, Peer... peers) {
    return new Contest(question, corpus.label(), level, data.length, List.of(peers));
  }
}
