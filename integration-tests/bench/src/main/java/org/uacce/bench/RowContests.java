package org.uacce.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.uacce.spark.UacceCompressionCodec;

/** One corpus through Spark's own codec streams, and its blocks through the filter alone. */
final class RowContests implements AutoCloseable {
  static final String COMPRESS = "rows.compress";
  static final String INFLATE = "rows.inflate";
  static final String FORWARD = "filter.forward";
  static final String BACK = "filter.back";

  static final String ZSTD = "zstd -1";
  static final String LZ4 = "lz4";
  static final String FILTERED = "filter=auto";
  static final String PLAIN = "none 64 KiB";
  static final String PLAIN_LARGE = "none 256 KiB";
  static final String C = "C";
  static final String JAVA = "Java";

  /** Spark's default for shuffles, and what each peer but ours is called with. */
  private static final int LEVEL = 1;

  private static final String OURS = "spark.io.compression.uacce.";

  /** What a measurement works on at least: a small corpus alone would show cold caches instead. */
  private static final int LEAST_BYTES = 3 << 20;

  private final RowCorpus corpus;

  /** How often a measurement repeats the corpus. */
  private final int passes;

  private final BareFilter filter;
  private final byte[] piece = new byte[Streams.PIECE_BYTES];

  RowContests(RowCorpus corpus) {
    this.corpus = corpus;
    passes = (int) Math.max(1, LEAST_BYTES / corpus.bytes());
    filter = BareFilter.of(BareFilter.blocks(corpus));
  }

  /** What each peer is to Spark, in the order of the tables. */
  static Map<String, Map<String, String>> settings() {
    Map<String, Map<String, String>> peers = new LinkedHashMap<>();
    String codec = "spark.io.compression.codec";
    peers.put(ZSTD, Map.of(codec, "zstd"));
    peers.put(LZ4, Map.of(codec, "lz4"));
    Map<String, String> ours =
        Map.of(codec, UacceCompressionCodec.class.getName(), OURS + "mode", "software");
    peers.put(FILTERED, ours);
    Map<String, String> plain = new HashMap<>(ours);
    plain.put(OURS + "filter", "none");
    peers.put(PLAIN, Map.copyOf(plain));
    plain.put(OURS + "blockSize", "256k");
    peers.put(PLAIN_LARGE, Map.copyOf(plain));
    return peers;
  }

  private static Map<String, CompressionCodec> codecs() {
    Map<String, CompressionCodec> codecs = new LinkedHashMap<>();
    settings()
        .forEach(
            (peer, values) -> {
              SparkConf conf = new SparkConf(false);
              values.forEach(conf::set);
              codecs.put(peer, CompressionCodec.createCodec(conf));
            });
    return codecs;
  }

  /** The contests, once every peer has shown that it gives the data back. */
  List<Contest> contests() throws IOException {
    List<Peer> writers = new ArrayList<>();
    List<Peer> readers = new ArrayList<>();
    for (Map.Entry<String, CompressionCodec> entry : codecs().entrySet()) {
      CompressionCodec codec = entry.getValue();
      List<byte[]> compressed = new ArrayList<>();
      for (byte[] stream : corpus.streams()) {
        byte[] bytes = Streams.bytesOf(sink -> write(codec, stream, sink));
        Check.gives(stream, entry.getKey(), copy -> read(codec, bytes, copy));
        compressed.add(bytes);
      }
      writers.add(new Peer(entry.getKey(), () -> writeAll(codec)));
      readers.add(new Peer(entry.getKey(), () -> readAll(codec, compressed)));
    }
    List<Contest> contests = new ArrayList<>();
    contests.add(contest(COMPRESS, passes * corpus.bytes(), writers));
    contests.add(contest(INFLATE, passes * corpus.bytes(), readers));
    if (filter != null) {
      filter.check();
      contests.add(
          contest(
              FORWARD,
              filter.bytes(),
              List.of(new Peer(C, filter::forwardNative), new Peer(JAVA, filter::forwardJava))));
      contests.add(
          contest(
              BACK,
              filter.bytes(),
              List.of(new Peer(C, filter::backNative), new Peer(JAVA, filter::backJava))));
    }
    return contests;
  }

  private Contest contest(String question, long bytes, List<Peer> peers) {
    return new Contest(question, corpus.name(), LEVEL, bytes, peers);
  }

  private long writeAll(CompressionCodec codec) throws IOException {
    long total = 0;
    for (int pass = 0; pass < passes; pass++) {
      for (byte[] stream : corpus.streams()) {
        total += Streams.countOf(sink -> write(codec, stream, sink));
      }
    }
    return total;
  }

  private static void write(CompressionCodec codec, byte[] stream, OutputStream sink)
      throws IOException {
    try (OutputStream out = codec.compressedOutputStream(sink)) {
      Streams.writePieces(stream, out);
    }
  }

  private long readAll(CompressionCodec codec, List<byte[]> compressed) throws IOException {
    OutputStream nowhere = new Streams.CountingSink();
    long total = 0;
    for (int pass = 0; pass < passes; pass++) {
      for (byte[] bytes : compressed) {
        total += read(codec, bytes, nowhere);
      }
    }
    return total;
  }

  private long read(CompressionCodec codec, byte[] bytes, OutputStream copy) throws IOException {
    try (InputStream in = codec.compressedInputStream(new ByteArrayInputStream(bytes))) {
      return Streams.readPieces(in, piece, copy);
    }
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
    }
  }
}
