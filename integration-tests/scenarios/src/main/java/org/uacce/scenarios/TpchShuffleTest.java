package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Jobs on TPC-H data give with our codec what they give with lz4. */
@Order(1)
class TpchShuffleTest {
  private static final Map<Job, List<String>> WITH_LZ4 = new HashMap<>();

  enum Job {
    JOIN_AND_AGGREGATE(
        "select o_orderpriority, l_shipmode, count(*), sum(l_quantity), sum(l_extendedprice * (1 -"
            + " l_discount)), min(l_shipdate), max(l_comment) from lineitem join orders on"
            + " l_orderkey = o_orderkey group by o_orderpriority, l_shipmode"),
    WIDE_ROWS_SORTED(
        "select l.*, o.* from lineitem l join orders o on l_orderkey = o_orderkey where o_totalprice"
            + " > 150000 order by l_extendedprice, l_orderkey, l_linenumber limit 3000"),
    MANY_GROUPS(
        "select l_partkey, count(distinct l_suppkey), max(l_comment) from lineitem group by"
            + " l_partkey"),
    EMPTY_PARTITIONS("select o_clerk, count(*) from orders where o_orderkey < 40 group by o_clerk");

    private final String sql;

    Job(String sql) {
      this.sql = sql;
    }

    List<String> rows(SparkSession spark) {
      return spark.sql(sql).collectAsList().stream().map(Object::toString).sorted().toList();
    }
  }

  @BeforeAll
  static void runWithLz4() {
    SparkSession spark = SharedSpark.with(SharedSpark.STOCK);
    Tables.register(spark);
    for (Job job : Job.values()) {
      WITH_LZ4.put(job, job.rows(spark));
    }
    Tables.register(SharedSpark.with(SharedSpark.OURS));
  }

  @ParameterizedTest
  @EnumSource
  void rowsEqualThoseOfLz4(Job job) throws TimeoutException {
    SparkSession spark = SharedSpark.with(SharedSpark.OURS);
    Work work = Work.sinceNow();
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    List<String> rows;
    try (tasks) {
      rows = job.rows(spark);
    }

    assertThat(rows).isNotEmpty().isEqualTo(WITH_LZ4.get(job));
    assertThat(tasks.shuffleRecordsWritten.sum()).isPositive();
    work.assertNativeBothWays();
  }
}
