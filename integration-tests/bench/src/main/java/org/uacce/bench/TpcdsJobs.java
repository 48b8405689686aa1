package org.uacce.bench;

import static org.apache.spark.sql.functions.col;

import io.trino.tpcds.Results;
import io.trino.tpcds.Session;
import io.trino.tpcds.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.uacce.bench.RowCorpus.Sort;

/**
 * Tables of TPC-DS, shuffled whole by the column that they are most joined on. The generator has no
 * seed: ours picks which part of the tables of scale {@value #SCALE} is used.
 */
final class TpcdsJobs {
  private static final double SCALE = 10;

  /** Rows of each table that are made, roughly. */
  private static final int ROWS = 100_000;

  /** The generator counts sales, of some 10 rows each. */
  private static final int ROWS_PER_SALE = 10;

  /**
   * A column's type is a letter: an int, a long, a decimal(7,2) or a string.
   *
   * @param generatedRows for one that the generator counts
   * @param key the column that is shuffled by
   */
  private record Shape(Table table, int generatedRows, int key, String types) {}

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(Table.STORE_SALES, ROWS_PER_SALE, 2, "iiiiiiiiilidddddddddddd"),
          new Shape(Table.WEB_SALES, ROWS_PER_SALE, 4, "iiiiiiiiiiiiiiiiiliddddddddddddddd"),
          new Shape(Table.CATALOG_SALES, ROWS_PER_SALE, 15, "iiiiiiiiiiiiiiiiiliddddddddddddddd"),
          new Shape(Table.CUSTOMER, 1, 4, "isiiiiissssiiisssi"));

  private final SparkSession spark;
  private final long seed;
  private final double share;

  TpcdsJobs(SparkSession spark, long seed, double share) {
    this.spark = spark;
    this.seed = seed;
    this.share = share;
  }

  void run(CaptureRows capture) throws IOException {
    for (Shape shape : SHAPES) {
      capture.shuffle(
          "ds_" + shape.table.getName().toLowerCase(Locale.ROOT),
          Sort.ROWS,
          table(shape).repartition(CaptureRows.PARTITIONS, col("c" + shape.key)));
    }
  }

  private Dataset<Row> table(Shape shape) {
    long all = Session.getDefaultSession().withScale(SCALE).getScaling().getRowCount(shape.table);
    long count = (long) (ROWS * share) / shape.generatedRows;
    long first = 1 + Math.floorMod(seed * count, all - count);
    String name = shape.table.name();
    Dataset<String> lines =
        spark
            .createDataset(List.of(first), Encoders.LONG())
            .coalesce(1)
            .flatMap(
                (FlatMapFunction<Long, String>) from -> lines(name, from, from + count - 1),
                Encoders.STRING());
    return spark.read().schema(schema(shape.types)).option("sep", "|").csv(lines);
  }

  private static Iterator<String> lines(String name, long first, long last) {
    Iterator<List<List<String>>> rows =
        Results.constructResults(
                Table.valueOf(name), first, last, Session.getDefaultSession().withScale(SCALE))
            .iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public String next() {
        // Behind the row may be that of the sale's return.
        List<String> fields = new ArrayList<>(rows.next().get(0));
        fields.replaceAll(field -> field == null ? "" : field);
        return String.join("|", fields);
      }
    };
  }

  private static StructType schema(String types) {
    List<StructField> fields = new ArrayList<>();
    for (int i = 0; i < types.length(); i++) {
      DataType type =
          switch (types.charAt(i)) {
            case 'i' -> DataTypes.IntegerType;
            case 'l' -> DataTypes.LongType;
            case 'd' -> DataTypes.createDecimalType(7, 2);
            default -> DataTypes.StringType;
          };
      fields.add(DataTypes.createStructField("c" + i, type, true));
    }
    return DataTypes.createStructType(fields);
  }
}
