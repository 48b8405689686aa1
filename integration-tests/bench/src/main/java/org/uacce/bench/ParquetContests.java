package org.uacce.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.uacce.parquet.UacceCodecFactory;
import org.uacce.parquet.UacceParquet;

/**
 * The pages of one lineitem file, as parquet made them, compressed and inflated by parquet's own
 * codec, by ours in its place, and by our codec factory: each by the calls that parquet makes. One
 * thread; owns the hook, which is taken out again when this is closed.
 */
final class ParquetContests implements AutoCloseable {
  static final String WRITE = "parquet.write";
  static final String READ = "parquet.read";
  static final String READ_STOCK = "parquet.read.stock";

  /** All of a writer's work, with what parquet does itself. */
  static final String FILE = "parquet.file";

  static final String STOCK = "stock";
  static final String HOOK = "hook";
  static final String FACTORY = "factory";
  static final List<String> OURS = List.of(HOOK, FACTORY);

  private static final String CORPUS = "lineitem";
  private static final int PAGE_BYTES = 1 << 20;

  private final List<Contest> contests = new ArrayList<>();
  private final List<CompressionCodecFactory> opened = new ArrayList<>();
  private final List<byte[]> pages;
  private final long bytes;

  /**
   * @param folder for a file that is removed again
   */
  ParquetContests(Path folder, long seed, int rows) throws IOException {
    LineItemPages.Keeping keeping = new LineItemPages.Keeping();
    file(folder, seed, rows, keeping);
    pages = keeping.pages();
    bytes = pages.stream().mapToLong(page -> page.length).sum();
    for (int level : new int[] {1, 6}) {
      add(level);
    }
    Configuration usual = new Configuration();
    contests.add(
        new Contest(
            FILE,
            CORPUS,
            6,
            bytes,
            List.of(
                new Peer(STOCK, () -> hooked(false, () -> file(folder, seed, rows, codec(usual)))),
                new Peer(HOOK, () -> hooked(true, () -> file(folder, seed, rows, codec(usual)))),
                new Peer(FACTORY, () -> file(folder, seed, rows, new UacceCodecFactory(usual))))));
  }

  List<Contest> contests() {
    return contests;
  }

  int pages() {
    return pages.size();
  }

  private static CodecFactory codec(Configuration conf) {
    return new CodecFactory(conf, PAGE_BYTES);
  }

  private static long hooked(boolean on, Peer.Work work) throws IOException {
    if (on) {
      UacceParquet.install(new Configuration());
    } else {
      UacceParquet.uninstall();
    }
    return work.run();
  }

  /** Writes the file; returns its size. */
  private static long file(Path folder, long seed, int rows, CompressionCodecFactory codecs)
      throws IOException {
    Path file = folder.resolve("lineitem.parquet");
    Files.deleteIfExists(file);
    LineItemPages.write(new LineItems(seed), rows, new LocalOutputFile(file), codecs);
    codecs.release();
    long size = Files.size(file);
    Files.delete(file);
    return size;
  }

  /** Each factory keeps the codec that it has found; so stock's look before the hook is there. */
  private void add(int level) throws IOException {
    Configuration conf = new Configuration();
    if (level == 1) {
      conf.set("zlib.compress.level", "BEST_SPEED");
    }
    UacceParquet.uninstall();
    Engines stock = new Engines(codec(conf));
    if (!UacceParquet.install(conf).passed()) {
      throw new IllegalStateException("Cannot measure: the hook does not serve; the log says why");
    }
    Engines hook = new Engines(codec(conf));
    Engines factory = new Engines(new UacceCodecFactory(conf));
    List<byte[]> theirs = stock.compressed();
    List<Peer> writers = new ArrayList<>();
    List<Peer> readers = new ArrayList<>();
    List<Peer> foreign = new ArrayList<>();
    for (Engines engines : List.of(stock, hook, factory)) {
      String name = engines == stock ? STOCK : engines == hook ? HOOK : FACTORY;
      List<byte[]> own = engines.compressed();
      for (int i = 0; i < own.size(); i++) {
        byte[] page = pages.get(i);
        byte[] packed = own.get(i);
        Check.gives(page, name, copy -> stock.inflate(packed, page.length).writeAllTo(copy));
        Check.gives(page, name, copy -> engines.inflate(packed, page.length).writeAllTo(copy));
      }
      writers.add(new Peer(name, engines::compressAll));
      readers.add(new Peer(name, () -> engines.inflateAll(own)));
      foreign.add(new Peer(name, () -> engines.inflateAll(theirs)));
    }
    contests.add(new Contest(WRITE, CORPUS, level, bytes, writers));
    contests.add(new Contest(READ, CORPUS, level, bytes, readers));
    contests.add(new Contest(READ_STOCK, CORPUS, level, bytes, foreign));
  }

  @Override
  public void close() {
    opened.forEach(CompressionCodecFactory::release);
    UacceParquet.uninstall();
  }

  /** What one factory gives out for GZIP. */
  private final class Engines {
    private final BytesInputCompressor compressor;
    private final BytesInputDecompressor decompressor;

    Engines(CompressionCodecFactory codecs) {
      opened.add(codecs);
      compressor = codecs.getCompressor(CompressionCodecName.GZIP);
      decompressor = codecs.getDecompressor(CompressionCodecName.GZIP);
    }

    List<byte[]> compressed() throws IOException {
      List<byte[]> all = new ArrayList<>();
      for (byte[] page : pages) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        compressor.compress(BytesInput.from(page)).writeAllTo(copy);
        all.add(copy.toByteArray());
      }
      return all;
    }

    long compressAll() throws IOException {
      long written = 0;
      for (byte[] page : pages) {
        BytesInput packed = compressor.compress(BytesInput.from(page));
        packed.writeAllTo(OutputStream.nullOutputStream());
        written += packed.size();
      }
      return written;
    }

    BytesInput inflate(byte[] packed, int size) throws IOException {
      return decompressor.decompress(BytesInput.from(packed), size);
    }

    /** As the stream that column readers want: parquet's own codec inflates no earlier. */
    long inflateAll(List<byte[]> all) throws IOException {
      long read = 0;
      for (int i = 0; i < all.size(); i++) {
        read += inflate(all.get(i), pages.get(i).length).toInputStream().available();
      }
      return read;
    }
  }
}
