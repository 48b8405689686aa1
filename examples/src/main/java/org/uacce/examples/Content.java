package org.uacce.examples;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a set of rows holds, whatever their order.
 *
 * @param rows their number
 * @param checksum the exact decimal sum of a 64-bit hash over all columns of every row, so that
 *     equal rows count each time (an exclusive or would cancel them); "null" for no rows
 */
record Content(long rows, String checksum) {
  /** Reads every column of every row. */
  static Content of(Dataset<Row> rows) {
    Column[] columns = Arrays.stream(rows.columns()).map(rows::col).toArray(Column[]::new);
    Column hash = xxhash64(columns).cast("decimal(20,0)");
    Row sums = rows.agg(count(lit(1)), sum(hash)).head();
    return new Content(sums.getLong(0), String.valueOf(sums.getDecimal(1)));
  }
}
