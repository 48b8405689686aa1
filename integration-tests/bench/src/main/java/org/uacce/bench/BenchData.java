package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.uacce.bench.KeepingCodec.Writer;
import org.uacce.bench.RowCorpus.Sort;

/**
 * What {@code bench.sh} measures on, by the names of {@link Corpus}: text, JSON and random bytes
 * are generated; shuffle streams and Parquet pages are taken from Spark jobs, in a JVM of their
 * own:
 *
 * <pre>BenchData FOLDER SEED BYTES SHARE</pre>
 *
 * BYTES are of a corpus at most, SHARE of the tables is made, 1 for a whole run.
 */
final class BenchData {
  /** Of a generated corpus of columns, where no job wrote them. */
  private static final int PAGE_BYTES = 64 << 10;

  private BenchData() {}

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    long seed = Long.parseLong(args[1]);
    int bytes = Integer.parseInt(args[2]);
    for (Corpus corpus : List.of(Corpus.TEXT, Corpus.JSON, Corpus.RANDOM)) {
      generate(folder, corpus, seed, bytes, bytes);
    }
    try (SparkSession spark = CaptureRows.session(folder, CaptureRows.CAPTURING)) {
      TpchJobs jobs = new TpchJobs(spark, folder, seed, Double.parseDouble(args[3]));
      jobs.orders();
      jobs.lineitem();
      String dictionary = TpchJobs.path(folder, "lineitem");
      List<byte[]> streams =
          KeepingCodec.during(
              Writer.SHUFFLE, () -> CaptureRows.runAll(TpchJobs.joinedAndSummed(spark, folder)));
      save(folder, Corpus.SHUFFLE, Sort.ROWS, streams, bytes);
      String plain = TpchJobs.path(folder, "plain");
      spark
          .read()
          .parquet(dictionary)
          .write()
          .option("parquet.enable.dictionary", "false")
          .option("parquet.page.row.count.limit", pageRows(bytes))
          .mode("overwrite")
          .parquet(plain);
      save(folder, Corpus.PLAIN, Sort.OTHER, ParquetPages.plain(Path.of(plain)), bytes);
      save(
          folder,
          Corpus.DICTIONARY,
          Sort.OTHER,
          ParquetPages.dictionary(Path.of(dictionary)),
          bytes);
    }
  }

  /**
   * Parquet's own limit for a whole run; in a small one, pages of every column are to have room.
   */
  private static long pageRows(int bytes) {
    return Math.max(1_000, Math.min(20_000, 20_000L * bytes / (4 << 20)));
  }

  /** Every corpus, without a job: no shuffle streams of Spark's then, and no pages of Parquet's. */
  static void generate(Path folder, long seed, int bytes) throws IOException {
    Files.createDirectories(folder);
    for (Corpus corpus : Corpus.values()) {
      boolean pages = corpus == Corpus.PLAIN || corpus == Corpus.DICTIONARY;
      generate(folder, corpus, seed, bytes, pages ? PAGE_BYTES : bytes);
    }
  }

  private static void generate(Path folder, Corpus corpus, long seed, int bytes, int streamBytes)
      throws IOException {
    byte[] data = corpus.generate(seed, bytes);
    List<byte[]> streams = new ArrayList<>();
    for (int at = 0; at < data.length; at += streamBytes) {
      streams.add(Arrays.copyOfRange(data, at, Math.min(data.length, at + streamBytes)));
    }
    Sort sort = corpus == Corpus.SHUFFLE ? Sort.ROWS : Sort.OTHER;
    new RowCorpus(corpus.label(), sort, bytes, streams).save(folder);
  }

  private static void save(Path folder, Corpus corpus, Sort sort, List<byte[]> all, int bytes)
      throws IOException {
    RowCorpus taken = RowCorpus.of(corpus.label(), sort, all, bytes);
    if (taken.bytes() < bytes / 2) {
      throw new IOException(
          "Cannot measure " + corpus.label() + ": bytes=" + taken.bytes() + " of=" + bytes);
    }
    taken.save(folder);
    System.out.println(
        "captured "
            + corpus.label()
            + ": bytes="
            + taken.capturedBytes()
            + ", measuring "
            + taken.bytes()
            + " in "
            + taken.streams().size());
  }

  static List<RowCorpus> load(Path folder) throws IOException {
    List<RowCorpus> corpora = new ArrayList<>();
    for (Corpus corpus : Corpus.values()) {
      corpora.add(RowCorpus.load(folder, corpus.label()));
    }
    return corpora;
  }
}
