package org.uacce.scenarios;

import io.trino.tpch.Distributions;
import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TextPool;
import io.trino.tpch.TpchEntity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * TPC-H lineitem and orders at scale 0.005, about 30 000 and 7 500 rows, as views over lines of
 * text. Generated once per JVM.
 */
final class Tables {
  private static final double SCALE = 0.005;

  /** The generator's own pool, which comments are cut from, takes 300 MB and most of a minute. */
  private static final int TEXT_POOL_BYTES = 1 << 20;

  private static final int FILES = 4;

  private static final String LINEITEM =
      "l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity"
          + " decimal(12,2), l_extendedprice decimal(12,2), l_discount decimal(12,2), l_tax"
          + " decimal(12,2), l_returnflag string, l_linestatus string, l_shipdate date,"
          + " l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string,"
          + " l_comment string";

  private static final String ORDERS =
      "o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(12,2),"
          + " o_orderdate date, o_orderpriority string, o_clerk string, o_shippriority int,"
          + " o_comment string";

  private Tables() {}

  private static final class Generated {
    static final Path FOLDER = generate(SharedSpark.FOLDER.resolve("tpch"));
  }

  /** Makes {@code lineitem} and {@code orders} known to a session. */
  static void register(SparkSession spark) {
    view(spark, "lineitem", LINEITEM);
    view(spark, "orders", ORDERS);
  }

  private static void view(SparkSession spark, String table, String schema) {
    spark
        .read()
        .schema(schema)
        .option("sep", "|")
        .option("mode", "FAILFAST")
        .csv(Generated.FOLDER.resolve(table).toString())
        .createOrReplaceTempView(table);
  }

  private static Path generate(Path folder) {
    Distributions words = Distributions.getDefaultDistributions();
    TextPool text = new TextPool(TEXT_POOL_BYTES, words);
    try {
      for (int part = 1; part <= FILES; part++) {
        write(
            folder.resolve("lineitem"),
            part,
            new LineItemGenerator(SCALE, part, FILES, words, text));
        write(folder.resolve("orders"), part, new OrderGenerator(SCALE, part, FILES, words, text));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write TPC-H data: folder=" + folder, e);
    }
    return folder;
  }

  private static void write(Path folder, int part, Iterable<? extends TpchEntity> rows)
      throws IOException {
    Files.createDirectories(folder);
    try (Writer lines = Files.newBufferedWriter(folder.resolve("part-" + part + ".tbl"))) {
      for (TpchEntity row : rows) {
        String line = row.toLine();
        // dbgen's bar behind the last field would be one field more to Spark.
        lines.append(line, 0, line.length() - 1).write('\n');
      }
    }
  }
}
