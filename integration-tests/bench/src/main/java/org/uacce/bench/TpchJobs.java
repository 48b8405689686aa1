package org.uacce.bench;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TpchEntity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.uacce.bench.KeepingCodec.Writer;
import org.uacce.bench.RowCorpus.Sort;

/**
 * What queries of TPC-H's two large tables shuffle. The generator has no seed: ours picks which
 * part of the tables of scale {@value #SCALE} is used.
 */
final class TpchJobs {
  private static final double SCALE = 10;

  /** Of 75 000 orders and some 300 000 line items each. */
  private static final int PARTS = 200;

  private static final String LINEITEM =
      "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int,"
          + " l_quantity decimal(12,2), l_extendedprice decimal(12,2), l_discount decimal(12,2),"
          + " l_tax decimal(12,2), l_returnflag string, l_linestatus string, l_shipdate date,"
          + " l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string,"
          + " l_comment string";

  private static final String ORDERS =
      "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(12,2),"
          + " o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int,"
          + " o_comment string";

  private final SparkSession spark;
  private final Path folder;
  private final int parts;
  private final int firstPart;

  TpchJobs(SparkSession spark, Path folder, long seed, double share) {
    this.spark = spark;
    this.folder = folder;
    parts = (int) (PARTS / share);
    firstPart = 1 + Math.floorMod(seed, parts - 1);
  }

  void run(CaptureRows capture) throws IOException {
    Dataset<Row> lines = lineitem();
    Dataset<Row> orders = orders();
    capture.shuffle(
        "join3",
        Sort.ROWS,
        join(
            lines.select("l_orderkey", "l_quantity", "l_extendedprice", "l_discount"),
            orders.select("o_orderkey", "o_custkey", "o_orderdate")));
    capture.shuffle(
        "agg",
        Sort.ROWS,
        lines
            .groupBy("l_partkey", "l_suppkey")
            .agg(
                sum("l_quantity"),
                sum(expr("l_extendedprice * (1 - l_discount)")),
                avg("l_discount"),
                max("l_shipdate"),
                count(lit(1))));
    capture.shuffle("sortwide", Sort.ROWS, orders.orderBy("o_totalprice"));
    capture.shuffle("repartwide", Sort.ROWS, lines.repartition(CaptureRows.PARTITIONS));
    capture.shuffle(
        "joinmid",
        Sort.ROWS,
        join(
            lines.select(
                "l_orderkey",
                "l_partkey",
                "l_suppkey",
                "l_quantity",
                "l_extendedprice",
                "l_shipdate",
                "l_shipmode"),
            orders.select("o_orderkey", "o_orderpriority")));
    Dataset<Row> sorted = lines.sortWithinPartitions("l_shipdate", "l_extendedprice");
    capture.keep("spill", Sort.ROWS, Writer.SORTER_SPILL, () -> CaptureRows.runAll(sorted));
    Dataset<Row> looked =
        lines.join(
            broadcast(orders.select("o_orderkey", "o_custkey", "o_orderpriority")),
            col("l_orderkey").equalTo(col("o_orderkey")));
    capture.shuffle(
        "bcjoin",
        Sort.ROWS,
        looked
            .groupBy("o_custkey", "o_orderpriority", "l_shipmode")
            .agg(sum("l_extendedprice"), count(lit(1))));
    capture.keep("broadcast", Sort.OTHER, Writer.BROADCAST, () -> CaptureRows.runAll(looked));
    capture.shuffle(
        "denorm",
        Sort.ROWS,
        saved("joined", join(lines, orders)).repartition(CaptureRows.PARTITIONS, col("o_custkey")));
  }

  private static Dataset<Row> join(Dataset<Row> lines, Dataset<Row> orders) {
    return lines.join(orders, col("l_orderkey").equalTo(col("o_orderkey")));
  }

  Dataset<Row> lineitem() {
    int count = parts;
    return table(
        "lineitem",
        LINEITEM,
        part ->
            new LineItemGenerator(
                    SCALE, part, count, Distributions.getDefaultDistributions(), LineItems.COMMENTS)
                .iterator());
  }

  Dataset<Row> orders() {
    int count = parts;
    return table(
        "orders",
        ORDERS,
        part ->
            new OrderGenerator(
                    SCALE, part, count, Distributions.getDefaultDistributions(), LineItems.COMMENTS)
                .iterator());
  }

  /** Generates one part of a table; sent to tasks. */
  private interface Part extends java.io.Serializable {
    Iterator<? extends TpchEntity> rows(int part);
  }

  private Dataset<Row> table(String name, String schema, Part part) {
    Dataset<String> lines =
        spark
            .createDataset(List.of(firstPart, firstPart + 1), Encoders.INT())
            .repartitionByRange(2, col("value"))
            .flatMap(
                (org.apache.spark.api.java.function.FlatMapFunction<Integer, String>)
                    number -> lines(part.rows(number)),
                Encoders.STRING());
    return saved(name, spark.read().schema(schema).option("sep", "|").csv(lines));
  }

  private static Iterator<String> lines(Iterator<? extends TpchEntity> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String next() {
        String line = rows.next().toLine();
        // dbgen ends every line with a bar, which readers would take for one more field.
        return line.substring(0, line.length() - 1);
      }
    };
  }

  /** So that a table is made once, and read as tables are. */
  private Dataset<Row> saved(String name, Dataset<Row> rows) {
    rows.write().mode("overwrite").parquet(path(folder, name));
    return spark.read().parquet(path(folder, name));
  }

  /** Where a table of an earlier session is. */
  static String path(Path folder, String name) {
    return folder.resolve("tables").resolve(name).toString();
  }

  /** The demo's query of tables that were made before: both cross the shuffle whole. */
  static Dataset<Row> joinedAndSummed(SparkSession spark, Path folder) {
    Dataset<Row> joined =
        join(
            spark.read().parquet(path(folder, "lineitem")),
            spark.read().parquet(path(folder, "orders")));
    return joined
        .groupBy("o_custkey", "l_shipmode")
        .agg(
            count(lit(1)),
            sum(expr("l_extendedprice * (1 - l_discount) * (1 + l_tax)")),
            sum("l_quantity"),
            bit_xor(xxhash64(joined.col("*"))));
  }
}
