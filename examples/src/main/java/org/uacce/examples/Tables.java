package org.uacce.examples;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The generated TPC-H tables: lines of fields with bars between them. */
final class Tables {
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

  private Tables() {}

  static Dataset<Row> lineitem(SparkSession spark, Path data) {
    return table(spark, data.resolve("lineitem"), LINEITEM);
  }

  static Dataset<Row> orders(SparkSession spark, Path data) {
    return table(spark, data.resolve("orders"), ORDERS);
  }

  /** The lines themselves, in one column. */
  static Dataset<Row> lineitemText(SparkSession spark, Path data) {
    return spark.read().text(data.resolve("lineitem").toUri().toString());
  }

  private static Dataset<Row> table(SparkSession spark, Path folder, String schema) {
    return spark
        .read()
        .schema(schema)
        .option("sep", "|")
        // A malformed line is an error here, not a row of nulls.
        .option("mode", "FAILFAST")
        .csv(folder.toUri().toString());
  }
}
