package org.uacce.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.WholeMember;
import org.uacce.codec.binding.Binding.Ending;

/**
 * What one contestant is measured on, always beside the yardstick, which does the same work on the
 * same data in the same round. One thread, but for the contest of two; the owner closes it.
 */
final class ForkContests implements AutoCloseable {
  static final String COMPRESS = "compress";
  static final String INFLATE = "inflate";
  static final String FOREIGN = "inflate.foreign";
  static final String KNOWN = "uacce of known size";
  static final String UNBOUNDED = "uacce of unknown size";
  static final String SMALL = "streams.write";
  static final String SMALL_READ = "streams.read";
  static final String PAGES = "pages.write";
  static final String PAGES_READ = "pages.read";
  static final String THREADS = "threads";
  static final String STEADY = "steady";

  /** What a shuffle of many partitions writes to each. */
  static final int SMALL_BYTES = 200;

  static final int SMALL_STREAMS = 300;

  /**
   * What a pass works on at least, by repeating: after another peer's pass the first blocks find
   * neither their memory nor their code in the caches, which is 4 % of a pass through 1 MiB.
   */
  private static final int PASS_BYTES = 4 << 20;

  private static final int MOST_TIMES = 4;

  /** For streams so small that their number, not their bytes, takes the time. */
  private static final int SMALL_TIMES = 16;

  /** Of which streams of several sizes are cut, and which two threads work on. */
  private static final Corpus SIZED = Corpus.SHUFFLE;

  /** For a pass, and how often a corpus is repeated for it at most. */
  private static final int THREADED_BYTES = 16 << 20;

  private static final int THREADED_TIMES = 8;

  private final Contestant contestant;
  private final Map<String, StreamCodec> codecs = new LinkedHashMap<>();
  private final List<Contest> contests = new ArrayList<>();
  private final List<Closeable> owned = new ArrayList<>();

  /**
   * @param kib sizes of streams, beside the whole corpus as one
   */
  ForkContests(Contestant contestant, List<RowCorpus> corpora, List<Integer> kib)
      throws IOException {
    this.contestant = contestant;
    codecs.put(Contestant.YARDSTICK, Codecs.jdk(1));
    codecs.put(contestant.label(), contestant.open());
    for (RowCorpus corpus : corpora) {
      if (contestant.kind().pages()) {
        addPages(corpus);
      } else {
        addStreams(corpus, kib);
      }
    }
    if (contestant == Contestant.UACCE_GZIP_1) {
      for (RowCorpus corpus : corpora) {
        addForeign(corpus.name(), joined(corpus));
      }
    }
    if (contestant.rawLevel() > 0) {
      addSteady();
    }
  }

  List<Contest> contests() {
    return contests;
  }

  static Contest.Meter meter(Contest contest) {
    return contest.question().equals(THREADS) ? WallClock::measure : ThreadClock::measure;
  }

  static String onThreads(String peer, int threads) {
    return peer + " on " + threads;
  }

  static String sized(String question, int kib) {
    return question + "." + kib + "k";
  }

  private void addPages(RowCorpus corpus) throws IOException {
    if (corpus.name().equals(Corpus.PLAIN.label())
        || corpus.name().equals(Corpus.DICTIONARY.label())) {
      add(PAGES, PAGES_READ, corpus.name(), corpus.streams(), corpus.bytes());
    }
  }

  private void addStreams(RowCorpus corpus, List<Integer> kib) throws IOException {
    byte[] data = joined(corpus);
    boolean sized = corpus.name().equals(SIZED.label());
    // Rows of two tables never share a stream of a shuffle.
    List<byte[]> whole = sized ? corpus.streams() : List.of(data);
    add(COMPRESS, INFLATE, corpus.name(), whole, data.length);
    // A pass of the slowest takes seconds, and says the same.
    if (sized && contestant != Contestant.UACCE_GZIP_12) {
      for (int size : kib) {
        if (size << 10 < data.length) {
          add(
              sized(COMPRESS, size),
              sized(INFLATE, size),
              corpus.name(),
              cut(corpus.streams(), size << 10, Integer.MAX_VALUE),
              data.length);
        }
      }
      List<byte[]> small = cut(corpus.streams(), SMALL_BYTES, SMALL_STREAMS);
      add(SMALL, SMALL_READ, corpus.name(), small, small.size(), SMALL_TIMES);
      addThreads(corpus.name(), data);
    }
  }

  private static byte[] joined(RowCorpus corpus) throws IOException {
    return Streams.bytesOf(
        sink -> {
          for (byte[] stream : corpus.streams()) {
            sink.write(stream);
          }
        });
  }

  private static List<byte[]> cut(List<byte[]> streams, int bytes, int most) {
    List<byte[]> pieces = new ArrayList<>();
    for (byte[] data : streams) {
      for (int at = 0; at < data.length && pieces.size() < most; at += bytes) {
        pieces.add(Arrays.copyOfRange(data, at, Math.min(data.length, at + bytes)));
      }
    }
    return pieces;
  }

  private void add(String writing, String reading, String corpus, List<byte[]> streams, long units)
      throws IOException {
    boolean slow = contestant == Contestant.UACCE_GZIP_12;
    int times = slow ? 1 : (int) Math.max(1, Math.min(MOST_TIMES, PASS_BYTES / units));
    add(writing, reading, corpus, streams, units, times);
  }

  /**
   * @param units of one pass through the streams, of which a round has {@code times}
   */
  private void add(
      String writing, String reading, String corpus, List<byte[]> streams, long units, int times)
      throws IOException {
    List<Peer> writers = new ArrayList<>();
    List<Peer> readers = new ArrayList<>();
    for (Map.Entry<String, StreamCodec> codec : codecs.entrySet()) {
      List<byte[]> compressed = new ArrayList<>();
      for (byte[] stream : streams) {
        byte[] bytes = Streams.bytesOf(sink -> codec.getValue().write(stream, sink));
        Check.gives(
            stream, codec.getKey(), copy -> codec.getValue().read(bytes, stream.length, copy));
        compressed.add(bytes);
      }
      writers.add(
          new Peer(codec.getKey(), repeated(times, () -> writeAll(codec.getValue(), streams))));
      readers.add(
          new Peer(
              codec.getKey(),
              repeated(times, () -> readAll(codec.getValue(), compressed, streams))));
    }
    if (writing.equals(COMPRESS) && contestant.rawLevel() > 0) {
      List<RawBlocks> raws = streams.stream().map(this::raw).toList();
      writers.add(
          new Peer(
              contestant.rawLabel(),
              repeated(
                  times, () -> raws.stream().mapToLong(raw -> raw.compress(Ending.FINAL)).sum())));
      readers.add(
          new Peer(
              contestant.rawLabel(),
              repeated(times, () -> raws.stream().mapToLong(RawBlocks::inflate).sum())));
    }
    contests.add(new Contest(writing, corpus, 0, times * units, writers));
    contests.add(new Contest(reading, corpus, 0, times * units, readers));
  }

  private RawBlocks raw(byte[] data) {
    int blockBytes = Streams.unfiltered(contestant.rawLevel()).blockBytes();
    RawBlocks raw = new RawBlocks(data, blockBytes, contestant.rawLevel());
    owned.add(raw::close);
    return raw;
  }

  private static long writeAll(StreamCodec codec, List<byte[]> streams) throws IOException {
    Streams.CountingSink sink = new Streams.CountingSink();
    for (byte[] stream : streams) {
      codec.write(stream, sink);
    }
    return sink.count();
  }

  private static long readAll(StreamCodec codec, List<byte[]> compressed, List<byte[]> streams)
      throws IOException {
    Streams.CountingSink sink = new Streams.CountingSink();
    for (int i = 0; i < compressed.size(); i++) {
      codec.read(compressed.get(i), streams.get(i).length, sink);
    }
    return sink.count();
  }

  /** The same work once by one thread and once by two, on the wall. */
  private void addThreads(String corpus, byte[] data) throws IOException {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return;
    }
    int each = Math.max(1, Math.min(THREADED_TIMES, THREADED_BYTES / 2 / data.length));
    List<Peer.Work> works = new ArrayList<>();
    List<Peer.Work> rawWorks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      StreamCodec codec = contestant.open();
      works.add(repeated(each, () -> Streams.countOf(sink -> codec.write(data, sink))));
      if (contestant.rawLevel() > 0) {
        RawBlocks raw = raw(data);
        rawWorks.add(repeated(each, () -> raw.compress(Ending.FINAL)));
      }
    }
    Together together = new Together(2);
    owned.add(together::close);
    List<Peer> peers = new ArrayList<>(oneAndTwo(contestant.label(), together, works));
    if (!rawWorks.isEmpty()) {
      peers.addAll(oneAndTwo(contestant.rawLabel(), together, rawWorks));
    }
    contests.add(new Contest(THREADS, corpus, 0, 2L * each * data.length, peers));
  }

  private static Peer.Work repeated(int times, Peer.Work work) {
    return () -> {
      long total = 0;
      for (int i = 0; i < times; i++) {
        total += work.run();
      }
      return total;
    };
  }

  private static List<Peer> oneAndTwo(String name, Together together, List<Peer.Work> works) {
    Peer.Work alone = repeated(2, works.get(0));
    return List.of(
        new Peer(onThreads(name, 1), () -> together.run(List.of(alone))),
        new Peer(onThreads(name, 2), () -> together.run(works)));
  }

  /** What java.util.zip 6 wrote, read with its size known as of a page, and as of a file. */
  private void addForeign(String corpus, byte[] data) throws IOException {
    CodecConfig config =
        CodecConfig.read("", key -> key.equals("mode") ? "software" : null, Purpose.FILE);
    byte[] foreign = Streams.bytesOf(sink -> Streams.writeJdkGzip(data, 6, sink));
    byte[] piece = new byte[Streams.PIECE_BYTES];
    byte[] out = new byte[data.length];
    WholeMember page = new WholeMember(config);
    OutputStream nowhere = new Streams.CountingSink();
    Peer.Work known =
        () -> {
          page.decompress(foreign, 0, foreign.length, out, 0, out.length);
          return out.length;
        };
    known.run();
    Check.gives(data, KNOWN, copy -> copy.write(out));
    Check.gives(data, UNBOUNDED, copy -> Streams.readMember(foreign, config, piece, copy));
    contests.add(
        new Contest(
            FOREIGN,
            corpus,
            0,
            data.length,
            List.of(
                new Peer(Contestant.YARDSTICK, () -> Streams.readJdkGzip(foreign, piece, nowhere)),
                new Peer(KNOWN, known),
                new Peer(UNBOUNDED, () -> Streams.readMember(foreign, config, piece, nowhere)))));
  }

  private void addSteady() throws IOException {
    SteadyState steady = new SteadyState();
    steady.level = contestant.rawLevel();
    contests.addAll(steady.contests(0));
    owned.add(steady::release);
  }

  @Override
  public void close() throws IOException {
    for (Closeable one : owned) {
      one.close();
    }
  }
}
