package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.uacce.bench.KeepingCodec.Writer;
import org.uacce.bench.RowCorpus.Sort;

/**
 * Runs Spark jobs and keeps what they shuffle, spill and broadcast as corpora in a folder:
 *
 * <pre>CaptureRows FOLDER SEED SHARE</pre>
 *
 * where SHARE is how much of the tables is made, 1 for a whole run.
 */
final class CaptureRows {
  private static final String LIST = "corpora";

  /** With about as many bytes a stream as 200 partitions of a table ten times as large give. */
  static final int PARTITIONS = 32;

  static final Map<String, String> CAPTURING =
      Map.of(
          "spark.io.compression.codec",
          KeepingCodec.class.getName(),
          // Sorters spill before memory is full, so that there are spills at this scale.
          "spark.shuffle.spill.numElementsForceSpillThreshold",
          "20000");

  private final Path folder;
  private final int mostBytes;
  private final List<String> names = new ArrayList<>();

  private CaptureRows(Path folder, int mostBytes) {
    this.folder = folder;
    this.mostBytes = mostBytes;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    long seed = Long.parseLong(args[1]);
    double share = Double.parseDouble(args[2]);
    try (SparkSession spark = session(folder, CAPTURING)) {
      CaptureRows capture =
          new CaptureRows(folder, (int) (RowCorpus.MOST_BYTES * Math.min(1, share)));
      new TpchJobs(spark, folder, seed, share).run(capture);
      new TpcdsJobs(spark, seed, share).run(capture);
      new MadeUpJobs(spark, seed, share).run(capture);
      new FoundJobs(spark, seed).run(capture);
      Files.write(folder.resolve(LIST), capture.names);
    }
  }

  static SparkSession session(Path folder, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("rows")
            .config("spark.ui.enabled", false)
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", folder.resolve("local").toString())
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .config("spark.sql.shuffle.partitions", PARTITIONS)
            .config("spark.sql.autoBroadcastJoinThreshold", -1)
            .config("spark.sql.parquet.compression.codec", "uncompressed");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  static List<RowCorpus> load(Path folder) throws IOException {
    List<RowCorpus> corpora = new ArrayList<>();
    for (String name : Files.readAllLines(folder.resolve(LIST))) {
      corpora.add(RowCorpus.load(folder, name));
    }
    return corpora;
  }

  /** Runs a query and keeps what crosses its shuffles. */
  void shuffle(String name, Sort sort, Dataset<?> query) throws IOException {
    keep(name, sort, Writer.SHUFFLE, () -> runAll(query));
  }

  void keep(String name, Sort sort, Writer writer, Runnable job) throws IOException {
    List<byte[]> streams = KeepingCodec.during(writer, job);
    RowCorpus corpus = RowCorpus.of(name, sort, streams, mostBytes);
    if (corpus.bytes() == 0) {
      throw new IllegalStateException(
          "Cannot measure " + name + ": the job wrote nothing, streams of=" + writer);
    }
    corpus.save(folder);
    names.add(name);
    System.out.printf(
        Locale.ROOT,
        "captured %s (%s): %,d bytes in %d streams, measuring %,d in %d%n",
        name,
        sort.label(),
        corpus.capturedBytes(),
        streams.size(),
        corpus.bytes(),
        corpus.streams().size());
  }

  /** A corpus that cannot be had here; the report lacks it. */
  static void skip(String name, String reason) {
    System.out.println("skipped " + name + ": " + reason);
  }

  static void runAll(Dataset<?> query) {
    query.write().format("noop").mode("overwrite").save();
  }
}
