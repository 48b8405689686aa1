package org.uacce.guides;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What spark-sql does with {@code -e}: statements one after the other, rows tab-separated. */
public final class SqlStatements {
  private SqlStatements() {}

  public static void main(String[] texts) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      for (String text : texts) {
        for (String statement : text.split(";", -1)) {
          if (!statement.isBlank()) {
            spark.sql(statement).collectAsList().forEach(row -> System.out.println(line(row)));
          }
        }
      }
    }
  }

  private static String line(Row row) {
    return IntStream.range(0, row.length())
        .mapToObj(i -> String.valueOf(row.get(i)))
        .collect(Collectors.joining("\t"));
  }
}
