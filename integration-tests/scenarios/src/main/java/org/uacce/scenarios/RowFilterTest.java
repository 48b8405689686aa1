package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/**
 * Rows of random schemas, laid out by this Spark, through shuffle, sort and spill: the same with
 * the row filter and without it, and smaller with it.
 */
@Order(5)
class RowFilterTest {
  private static final String FILTER = "spark.io.compression.uacce.filter";

  /** Fields of one random schema; 200 of them are more than the filter takes. */
  private static final int[] WIDTHS = {1, 2, 5, 17, 63, 64, 65, 200};

  /** A job's SQL, and what came of it with and without the filter. */
  private record Shuffled(List<String> rows, long bytesWritten, long blocksFiltered) {}

  @AfterAll
  static void leaveNoSession() {
    SharedSpark.stop();
  }

  private static Shuffled run(String filter, List<String> jobs) {
    SharedSpark.stop();
    SparkSession spark = SharedSpark.builder(SharedSpark.OURS).config(FILTER, filter).getOrCreate();
    try {
      Tables.register(spark);
      Work work = Work.sinceNow();
      List<String> rows = new ArrayList<>();
      for (String sql : jobs) {
        spark.sql(sql).collectAsList().stream().map(Object::toString).sorted().forEach(rows::add);
      }
      return new Shuffled(
          rows,
          work.of(CodecMetric.COMPRESS_OUTPUT_BYTES),
          work.of(CodecMetric.COMPRESS_FILTERED_BLOCKS));
    } finally {
      spark.stop();
    }
  }

  /** A field whose values depend on the row alone, so that every run makes the same ones. */
  private static String field(Random random, int number) {
    int seed = random.nextInt(1000);
    String hash = "abs(xxhash64(id, " + seed + "))";
    String value =
        switch (random.nextInt(11)) {
          case 0 -> "id * " + seed;
          case 1 -> "cast(" + hash + " % 1000 as int)";
          case 2 -> hash;
          case 3 -> "cast(" + hash + " % 100000 as double) / 100";
          case 4 -> "concat('value-', cast(" + hash + " % 50 as string))";
          case 5 -> "repeat('x', cast(" + hash + " % 40 as int))";
          case 6 -> "cast(" + hash + " as decimal(30, 4)) * 1000003";
          case 7 -> "named_struct('a', id, 'b', cast(" + hash + " % 7 as string))";
          case 8 -> "sequence(0L, " + hash + " % 5)";
          case 9 -> "map('k', " + hash + " % 9, 'l', id)";
          default -> hash + " % 2 = 0";
        };
    String nulls = random.nextInt(3) == 0 ? "if(" + hash + " % 5 < 2, null, " + value + ")" : value;
    return nulls + " as c" + number;
  }

  private static String repartitioned(Random random, int width, int rows) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      fields.add(field(random, i));
    }
    return "select md5(to_json(struct(*))) from (select /*+ REPARTITION(3) */ "
        + String.join(", ", fields)
        + " from range("
        + rows
        + "))";
  }

  @Test
  void rowsOfAnySchemaAreTheSameWithAndWithoutTheFilter() {
    Random random = Seeds.random();
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < Seeds.count(100); i++) {
      for (int width : WIDTHS) {
        jobs.add(repartitioned(random, width, Math.max(2000, 100_000 / width)));
      }
    }
    Shuffled with = run("auto", jobs);
    Shuffled without = run("none", jobs);

    assertThat(with.rows()).isEqualTo(without.rows());
    assertThat(without.blocksFiltered()).isZero();
    assertThat(with.blocksFiltered()).isGreaterThan(WIDTHS.length);
    assertThat(with.bytesWritten()).isLessThan(without.bytesWritten());
  }

  /** A join, an aggregate of wide decimals, and a sort, all of which spill. */
  @Test
  void jobsOnTablesGiveTheSameAndShuffleLessWithTheFilter() {
    List<String> jobs =
        List.of(
            "select o_orderpriority, l_shipmode, count(*), sum(l_extendedprice * (1 - l_discount))"
                + " from lineitem join orders on l_orderkey = o_orderkey group by"
                + " o_orderpriority, l_shipmode",
            "select * from lineitem order by l_extendedprice, l_orderkey, l_linenumber",
            "select l_partkey, sum(cast(l_tax as decimal(30, 6))), max(l_comment) from lineitem"
                + " group by l_partkey");
    Shuffled with = run("auto", jobs);
    Shuffled without = run("none", jobs);

    assertThat(with.rows()).isEqualTo(without.rows());
    assertThat(with.blocksFiltered()).isPositive();
    assertThat(with.bytesWritten()).isLessThan(without.bytesWritten() * 9 / 10);
  }
}
