package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.uacce.it.parquet.Table.Row;

/** A Parquet reader that shares no code with parquet-java or with us. */
final class DuckDb {
  private DuckDb() {}

  /** Asserts counts and sums over every column. */
  static void assertReads(Table table, Path file) throws SQLException {
    Row[] rows = IntStream.range(0, Table.ROWS).mapToObj(table::row).toArray(Row[]::new);
    long ids = 0;
    long cents = 0;
    long rail = 0;
    long comments = 0;
    long commentBytes = 0;
    long noise = 0;
    for (Row row : rows) {
      ids += row.id();
      cents += Math.round(row.price() * 100);
      rail += row.mode().equals("RAIL") ? 1 : 0;
      comments += row.comment() == null ? 0 : 1;
      commentBytes += row.comment() == null ? 0 : row.comment().length();
      noise ^= row.noise();
    }
    String query =
        "select count(*), sum(id)::bigint, sum(round(price * 100)::bigint)::bigint,"
            + " count(*) filter (where mode = 'RAIL'), count(comment),"
            + " sum(length(comment))::bigint, bit_xor(noise), count(absent)"
            + " from read_parquet(?)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, file.toString());
      try (ResultSet result = statement.executeQuery()) {
        assertThat(result.next()).isTrue();
        long[] found = IntStream.rangeClosed(1, 8).mapToLong(i -> number(result, i)).toArray();
        assertThat(found)
            .containsExactly(Table.ROWS, ids, cents, rail, comments, commentBytes, noise, 0);
      }
    }
  }

  /** Has DuckDB write the rows of a file anew, in its own pages of GZIP. */
  static void copy(Path from, Path to, String version) throws SQLException {
    String copy =
        "copy (select * from read_parquet('%s') order by id) to '%s'"
            + " (format parquet, compression gzip, parquet_version %s)";
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(copy.formatted(from, to, version));
    }
  }

  private static long number(ResultSet result, int column) {
    try {
      return result.getLong(column);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
