package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.uacce.hadoop.UacceGzipCodec;
import org.uacce.hadoop.UacceSplittableGzipCodec;

/**
 * Hadoop's own GzipCodec and ours on the same data. Hadoop's has no libhadoop here, and so works
 * with java.util.zip, as it does wherever that library is not installed.
 */
final class HadoopContests {
  static final String WRITE = "hadoop.write";
  static final String READ_OWN = "hadoop.read.own";
  static final String READ_FOREIGN = "hadoop.read.foreign";
  static final String HOST = "hadoop.host";

  static final String HADOOP = "GzipCodec";
  static final String OURS = "UacceGzipCodec";
  static final String BGZF = "UacceSplittableGzipCodec";

  static final String FULL = "verify=full";
  static final String NONE = "verify=none";

  static final List<Corpus> CORPORA =
      List.of(Corpus.TEXT, Corpus.SHUFFLE, Corpus.PLAIN, Corpus.DICTIONARY, Corpus.JSON);
  static final List<Integer> LEVELS = List.of(1, 6);

  private static final String KEYS = "io.compression.codec.uacce.";

  private HadoopContests() {}

  /** Every corpus at every level, proved first. */
  static List<Contest> all(long seed, int bytes) throws IOException {
    List<Contest> contests = new ArrayList<>();
    for (Corpus corpus : CORPORA) {
      byte[] data = corpus.generate(seed, bytes);
      for (int level : LEVELS) {
        contests.addAll(of(corpus, data, level));
      }
    }
    return contests;
  }

  private static List<Contest> of(Corpus corpus, byte[] data, int level) throws IOException {
    GzipCodec hadoop = HadoopFiles.codec(new GzipCodec(), level, Map.of());
    UacceGzipCodec ours = HadoopFiles.codec(new UacceGzipCodec(), level, Map.of());
    UacceSplittableGzipCodec bgzf =
        HadoopFiles.codec(new UacceSplittableGzipCodec(), level, Map.of());
    byte[] foreign = Streams.bytesOf(sink -> HadoopFiles.write(hadoop, data, sink));
    byte[] own = Streams.bytesOf(sink -> HadoopFiles.write(ours, data, sink));
    byte[] split = Streams.bytesOf(sink -> HadoopFiles.write(bgzf, data, sink));
    byte[] piece = new byte[Streams.PIECE_BYTES];
    for (CompressionCodec reader : List.of(hadoop, ours)) {
      for (byte[] file : List.of(foreign, own, split)) {
        Check.gives(data, reader + "", copy -> HadoopFiles.read(reader, file, piece, copy));
      }
    }
    Check.gives(
        data, BGZF, copy -> HadoopFiles.readSplit(bgzf, split, 0, split.length, piece, copy));
    OutputStream nowhere = new Streams.CountingSink();
    String label = corpus.label();
    return List.of(
        new Contest(
            WRITE,
            label,
            level,
            data.length,
            List.of(
                writer(HADOOP, hadoop, data), writer(OURS, ours, data), writer(BGZF, bgzf, data))),
        new Contest(
            READ_OWN,
            label,
            level,
            data.length,
            List.of(
                reader(HADOOP, hadoop, own, piece),
                reader(OURS, ours, own, piece),
                new Peer(
                    BGZF,
                    () -> HadoopFiles.readSplit(bgzf, split, 0, split.length, piece, nowhere)))),
        new Contest(
            READ_FOREIGN,
            label,
            level,
            data.length,
            List.of(reader(HADOOP, hadoop, foreign, piece), reader(OURS, ours, foreign, piece))));
  }

  /**
   * What the host pays where an accelerator compresses, beside Hadoop's codec at its default level.
   */
  static Contest host(long seed, int bytes) throws IOException {
    byte[] data = Corpus.TEXT.generate(seed, bytes);
    GzipCodec hadoop = HadoopFiles.codec(new GzipCodec(), 6, Map.of());
    List<Peer> peers = new ArrayList<>();
    peers.add(writer(HADOOP, hadoop, data));
    for (String verify : List.of(FULL, NONE)) {
      Map<String, String> options =
          Map.of(
              KEYS + "mode",
              "hardware",
              KEYS + "verify",
              verify.substring(verify.indexOf('=') + 1));
      UacceGzipCodec ours = HadoopFiles.codec(new UacceGzipCodec(), 6, options);
      UacceSplittableGzipCodec bgzf = HadoopFiles.codec(new UacceSplittableGzipCodec(), 6, options);
      byte[] piece = new byte[Streams.PIECE_BYTES];
      for (CompressionCodec codec : List.of(ours, bgzf)) {
        byte[] file = Streams.bytesOf(sink -> HadoopFiles.write(codec, data, sink));
        Check.gives(data, verify, copy -> HadoopFiles.read(hadoop, file, piece, copy));
      }
      peers.add(writer(OURS + " " + verify, ours, data));
      peers.add(writer(BGZF + " " + verify, bgzf, data));
    }
    return new Contest(HOST, Corpus.TEXT.label(), 6, data.length, peers);
  }

  private static Peer writer(String name, CompressionCodec codec, byte[] data) {
    return new Peer(name, () -> Streams.countOf(sink -> HadoopFiles.write(codec, data, sink)));
  }

  private static Peer reader(String name, CompressionCodec codec, byte[] file, byte[] piece) {
    OutputStream nowhere = new Streams.CountingSink();
    return new Peer(name, () -> HadoopFiles.read(codec, file, piece, nowhere));
  }
}
