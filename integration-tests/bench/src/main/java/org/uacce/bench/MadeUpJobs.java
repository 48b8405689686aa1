package org.uacce.bench;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.uacce.bench.KeepingCodec.Writer;
import org.uacce.bench.RowCorpus.Sort;
import scala.Tuple2;
import scala.reflect.ClassTag;

/** Shuffles of made-up tables and RDDs; some are made to hurt the row filter. */
final class MadeUpJobs {
  private static final int TASKS = 2;
  private static final int JSON_BYTES = 16 << 20;

  private final SparkSession spark;
  private final long seed;
  private final double share;

  MadeUpJobs(SparkSession spark, long seed, double share) {
    this.spark = spark;
    this.seed = seed;
    this.share = share;
  }

  void run(CaptureRows capture) throws IOException {
    shuffle(capture, "two_longs_rand", Sort.ROWS, 800_000, random("a") + " AS k", "id");
    shuffle(
        capture,
        "doubles",
        Sort.ROWS,
        500_000,
        random("a") + " AS k",
        "round(randn({seed}) * 20 + 100, 2) AS price",
        "round(rand({seed} + 1) * 5, 3) AS reading",
        "sqrt(cast(id AS double)) AS root");
    shuffle(
        capture,
        "events",
        Sort.ROWS,
        250_000,
        random("a") + " % 20000 AS k",
        "timestamp_seconds(1750000000 + id div 50) AS at",
        "concat('user-', {mix} % 5000) AS user",
        "if({mix} % 3 = 0, null, concat('city ', {mix} % 211)) AS city",
        "named_struct('kind', concat('device-', {mix} % 17), 'build', {mix} % 90) AS device",
        "map('source', concat('s', {mix} % 5), 'page', concat('/p/', {mix} % 900)) AS tags",
        "if({mix} % 10 = 0, null, cast({mix} % 1000000 AS decimal(38,6)) / 100) AS amount");
    json(capture);
    Dataset<Row> twenty =
        spark
            .range(0, count(15_000), 1, TASKS)
            .selectExpr(
                expressions(
                    random("a") + " AS k", hex("b") + " AS s", hex("c") + " AS t", "id AS n"))
            .selectExpr("k", "s", "t", "n", "explode(sequence(1, 20)) AS i");
    capture.shuffle("explode20", Sort.HURTING, byKey(twenty));
    shuffle(
        capture,
        "dupcols",
        Sort.HURTING,
        300_000,
        random("a") + " AS k",
        random("a") + " AS k2",
        random("a") + " AS k3",
        random("a") + " AS k4",
        random("a") + " AS k5",
        random("a") + " AS k6",
        random("a") + " AS k7",
        random("a") + " AS k8");
    shuffle(
        capture,
        "dupstr",
        Sort.HURTING,
        120_000,
        hex("a") + " AS k",
        hex("a") + " AS k2",
        hex("a") + " AS k3",
        hex("a") + " AS k4");
    shuffle(
        capture,
        "random",
        Sort.HURTING,
        30_000,
        random("a") + " AS k",
        "unhex(concat_ws('', transform(sequence(1, 15), x -> sha2(concat(id, x, {seed}), 256))))");
    rdd(capture, "rdd_java", new JavaSerializer(spark.sparkContext().conf()));
    rdd(capture, "rdd_kryo", new KryoSerializer(spark.sparkContext().conf()));
  }

  private long count(long rows) {
    return (long) (rows * share);
  }

  private void shuffle(
      CaptureRows capture, String name, Sort sort, long rows, String... expressions)
      throws IOException {
    capture.shuffle(
        name,
        sort,
        byKey(spark.range(0, count(rows), 1, TASKS).selectExpr(expressions(expressions))));
  }

  private static Dataset<Row> byKey(Dataset<Row> rows) {
    return rows.repartition(CaptureRows.PARTITIONS, col("k"));
  }

  private String[] expressions(String... expressions) {
    String[] all = new String[expressions.length];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          expressions[i]
              .replace("{mix}", "shiftrightunsigned(xxhash64(id, " + i + ", {seed}), 1)")
              .replace("{seed}", seed + "L");
    }
    return all;
  }

  private static String random(String what) {
    return "xxhash64(id, '" + what + "', {seed})";
  }

  private static String hex(String what) {
    return "substring(sha2(concat(id, '" + what + "', {seed}), 256), 1, 36)";
  }

  private void json(CaptureRows capture) throws IOException {
    Corpus.Sink sink = new Corpus.Sink((int) (JSON_BYTES * share));
    JsonLog.write(new Random(seed), sink);
    List<String> lines = new String(sink.bytes(), StandardCharsets.US_ASCII).lines().toList();
    capture.shuffle(
        "json1",
        Sort.ROWS,
        spark.createDataset(lines, Encoders.STRING()).repartition(CaptureRows.PARTITIONS));
  }

  /** Pairs of a long and a string, by key, as RDDs shuffle them: no rows. */
  private void rdd(CaptureRows capture, String name, Serializer serializer) throws IOException {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    long salt = seed;
    JavaPairRDD<Object, Object> pairs =
        context
            .parallelize(numbers((int) count(200_000)), TASKS)
            .mapToPair(
                i -> {
                  Random random = new Random(salt + i);
                  return new Tuple2<>(
                      (Object) (long) random.nextInt(20_000),
                      (Object) ("item " + random.nextInt(100_000) + " of shelf " + i % 500));
                });
    ClassTag<Object> any = ClassTag.Object();
    ShuffledRDD<Object, Object, Object> shuffled =
        new ShuffledRDD<Object, Object, Object>(
                pairs.rdd(), new HashPartitioner(CaptureRows.PARTITIONS), any, any, any)
            .setSerializer(serializer);
    RDD<?> all = shuffled;
    capture.keep(name, Sort.OTHER, Writer.SHUFFLE, all::count);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }
}
