package org.uacce.scenarios;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.sql.SparkSession;
import org.uacce.codec.CodecMetric;

/**
 * Not a test: prints what the row filter does to the bytes of real shuffles, against zstd and lz4
 * as Spark runs them. Jobs are run and their streams kept; then all codecs take turns on them,
 * through Spark's own stream methods; a figure is the median over the rounds, of thread CPU time.
 *
 * <pre>RowNumbers [rounds]</pre>
 */
final class RowNumbers {
  private static final long CORPUS_BYTES = 8L << 20;
  private static final int PIECE_BYTES = 8 << 10;
  private static final int DEFAULT_ROUNDS = 9;
  private static final int WARM_UP_ROUNDS = 3;

  private final Random random = Seeds.random();
  private final List<Peer> peers =
      List.of(
          peer("zstd-1", "zstd", Map.of()),
          peer("lz4", "lz4", Map.of()),
          peer("unfiltered", SharedSpark.OURS, Map.of("filter", "none")),
          peer("filtered", SharedSpark.OURS, Map.of()));

  private record Peer(String name, CompressionCodec codec) {}

  /** Of one peer on one corpus: bytes per byte, and MB/s each way. */
  private record Figures(double ratio, double compress, double inflate) {}

  private RowNumbers() {}

  public static void main(String[] args) throws IOException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
    new RowNumbers().run(rounds);
  }

  private static Peer peer(String name, String codec, Map<String, String> options) {
    SparkConf conf = new SparkConf(false);
    options.forEach((key, value) -> conf.set("spark.io.compression.uacce." + key, value));
    return new Peer(name, CompressionCodec.createCodec(conf, codec));
  }

  private void run(int rounds) throws IOException {
    Map<String, List<byte[]>> corpora = capture();
    System.out.println("| corpus | MB | streams | zstd-1 | lz4 | unfiltered | filtered |");
    System.out.println("|---|---|---|---|---|---|---|");
    List<List<Figures>> all = new ArrayList<>();
    for (Map.Entry<String, List<byte[]>> corpus : corpora.entrySet()) {
      List<Figures> figures = measure(corpus.getValue(), rounds);
      all.add(figures);
      StringBuilder row = new StringBuilder("| " + corpus.getKey());
      row.append(" | ").append(bytes(corpus.getValue()) / 1_000_000);
      row.append(" | ").append(corpus.getValue().size());
      figures.forEach(f -> row.append(" | ").append(text(f)));
      System.out.println(row.append(" |"));
    }
    for (int i = 0; i < peers.size() - 1; i++) {
      printMean(all, i);
    }
    System.out.println(
        "blocks filtered="
            + CodecMetric.COMPRESS_FILTERED_BLOCKS.value()
            + " trials="
            + CodecMetric.FILTER_TRIALS.value()
            + " lost="
            + CodecMetric.FILTER_TRIALS_LOST.value());
  }

  private static String text(Figures f) {
    return String.format(Locale.ROOT, "%.2f / %.0f / %.0f", f.ratio(), f.compress(), f.inflate());
  }

  /** Geometric means and minima of the filtered stream's figures over another peer's. */
  private void printMean(List<List<Figures>> all, int peer) {
    double[][] over = new double[3][all.size()];
    for (int i = 0; i < all.size(); i++) {
      Figures ours = all.get(i).get(peers.size() - 1);
      Figures other = all.get(i).get(peer);
      over[0][i] = ours.ratio() / other.ratio();
      over[1][i] = ours.compress() / other.compress();
      over[2][i] = ours.inflate() / other.inflate();
    }
    StringBuilder line = new StringBuilder("filtered over " + peers.get(peer).name() + ":");
    String[] what = {" ratio", ", compress", ", inflate"};
    for (int i = 0; i < what.length; i++) {
      double mean = Math.exp(Arrays.stream(over[i]).map(Math::log).average().orElse(0));
      double least = Arrays.stream(over[i]).min().orElse(0);
      line.append(String.format(Locale.ROOT, "%s %.2f (least %.2f)", what[i], mean, least));
    }
    System.out.println(line);
  }

  private List<Figures> measure(List<byte[]> streams, int rounds) throws IOException {
    double[][] compress = new double[peers.size()][rounds];
    double[][] inflate = new double[peers.size()][rounds];
    long[] written = new long[peers.size()];
    double total = bytes(streams);
    List<List<byte[]>> frames = new ArrayList<>();
    for (Peer peer : peers) {
      frames.add(compressed(peer.codec(), streams));
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int i = 0; i < peers.size(); i++) {
        CompressionCodec codec = peers.get(i).codec();
        long start = cpuNanos();
        written[i] = 0;
        for (byte[] stream : streams) {
          Dropped sink = new Dropped();
          write(codec, stream, sink);
          written[i] += sink.bytes;
        }
        long middle = cpuNanos();
        for (int k = 0; k < streams.size(); k++) {
          inflate(codec, frames.get(i).get(k), streams.get(k).length);
        }
        if (round >= 0) {
          compress[i][round] = total * 1000 / (middle - start);
          inflate[i][round] = total * 1000 / (cpuNanos() - middle);
        }
      }
    }
    List<Figures> figures = new ArrayList<>();
    for (int i = 0; i < peers.size(); i++) {
      figures.add(new Figures(total / written[i], median(compress[i]), median(inflate[i])));
    }
    return figures;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static long bytes(List<byte[]> streams) {
    return streams.stream().mapToLong(stream -> stream.length).sum();
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** Counts only: what a sink does is no cost of the stream in front of it. */
  private static final class Dropped extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      bytes += length;
    }
  }

  /** All streams, after a look at whether they can be read. */
  private static List<byte[]> compressed(CompressionCodec codec, List<byte[]> streams)
      throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (byte[] stream : streams) {
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      write(codec, stream, sink);
      all.add(sink.toByteArray());
      check(codec, sink.toByteArray(), stream);
    }
    return all;
  }

  private static void write(CompressionCodec codec, byte[] stream, OutputStream sink)
      throws IOException {
    try (OutputStream out = codec.compressedOutputStream(sink)) {
      for (int at = 0; at < stream.length; at += PIECE_BYTES) {
        out.write(stream, at, Math.min(PIECE_BYTES, stream.length - at));
      }
    }
  }

  private static void inflate(CompressionCodec codec, byte[] frames, long expected)
      throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    long read = 0;
    try (InputStream in = codec.compressedInputStream(new ByteArrayInputStream(frames))) {
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        read += count;
      }
    }
    if (read != expected) {
      throw new IOException("Cannot measure: read=" + read + " expected=" + expected);
    }
  }

  private static void check(CompressionCodec codec, byte[] frames, byte[] stream)
      throws IOException {
    try (InputStream in = codec.compressedInputStream(new ByteArrayInputStream(frames))) {
      if (!Arrays.equals(in.readAllBytes(), stream)) {
        throw new IOException("Cannot measure: the data did not come back");
      }
    }
  }

  private Map<String, List<byte[]>> capture() {
    SparkSession spark =
        SharedSpark.builder(SharedSpark.STOCK)
            .config("spark.io.compression.codec", CapturingCodec.class.getName())
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.shuffle.spill.numElementsForceSpillThreshold", "100000000")
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    Map<String, List<byte[]>> corpora = new LinkedHashMap<>();
    try {
      Tables.register(spark);
      for (Map.Entry<String, String> job : jobs().entrySet()) {
        CapturingCodec.begin(CORPUS_BYTES);
        spark.sql(job.getValue()).write().format("noop").mode("overwrite").save();
        corpora.put(job.getKey(), CapturingCodec.end());
      }
    } finally {
      spark.stop();
    }
    return corpora;
  }

  /** TPC-H at this suite's scale, and generated rows; every random column has a seed of its own. */
  private Map<String, String> jobs() {
    Map<String, String> jobs = new LinkedHashMap<>();
    String join = " from lineitem join orders on l_orderkey = o_orderkey";
    jobs.put(
        "join3",
        "select l_orderkey, l_extendedprice, l_discount, o_orderdate, o_shippriority" + join);
    jobs.put(
        "joinmid",
        "select l_orderkey, l_partkey, l_suppkey, l_quantity, l_shipdate, l_shipmode, o_custkey,"
            + " o_orderpriority"
            + join);
    jobs.put(
        "agg",
        "select l_suppkey, l_shipdate, sum(l_quantity), avg(l_discount), count(*),"
            + " sum(cast(l_extendedprice as decimal(30, 2)) * l_tax) from lineitem group by"
            + " l_suppkey, l_shipdate");
    jobs.put("sortwide", "select * from orders order by o_orderdate");
    jobs.put("repartwide", "select /*+ REPARTITION(3) */ * from lineitem");
    jobs.put("denorm", "select /*+ REPARTITION(3) */ * from (select *" + join + ")");
    jobs.put("two_longs_rand", rows("xxhash64(id, " + seed() + "), id", 400_000));
    jobs.put(
        "doubles", rows("rand(" + seed() + "), randn(" + seed() + "), id % 1000 / 10", 250_000));
    jobs.put(
        "events",
        rows(
            "cast(rand("
                + seed()
                + ") * 100000 as int), if(rand("
                + seed()
                + ") < 0.2, null,"
                + " concat('page/', cast(rand("
                + seed()
                + ") * 200 as int), '.html')),"
                + " timestamp_micros(1700000000000000L + id * 1000003), named_struct('a', id % 10,"
                + " 'b', concat('x', id % 77)), map('k1', concat('v', id % 11), 'k2', 'w'),"
                + " cast(rand("
                + seed()
                + ") * 1e12 as decimal(38, 6))",
            40_000));
    jobs.put(
        "json1",
        rows(
            "to_json(named_struct('id', id, 'user', cast(rand("
                + seed()
                + ") * 10000 as int), 'ok',"
                + " rand("
                + seed()
                + ") < 0.5, 'price', round(rand("
                + seed()
                + ") * 1000, 2)))",
            90_000));
    return jobs;
  }

  private static String rows(String columns, int count) {
    return "select /*+ REPARTITION(3) */ " + columns + " from range(" + count + ")";
  }

  private int seed() {
    return random.nextInt(1 << 30);
  }
}
