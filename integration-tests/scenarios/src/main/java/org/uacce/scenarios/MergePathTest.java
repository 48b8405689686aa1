package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Spark grants the codec whose parent it knows, and what the other one costs. */
@Order(3)
@Tag("smoke")
class MergePathTest {
  private static final int REDUCE_PARTITIONS = 64;
  private static final int MAP_TASKS = 2;

  /** One job with each codec: 40 000 rows in two map tasks, so spills, and tiny reduce blocks. */
  private record Run(
      List<String> rows, List<String> log, long bytesSpilled, long blocksFetched, Work work) {}

  private static final Map<Codec, Run> RUNS = new EnumMap<>(Codec.class);

  private enum Codec {
    OURS(SharedSpark.OURS),
    PLAIN(SharedSpark.PLAIN);

    private final String name;

    Codec(String name) {
      this.name = name;
    }
  }

  @BeforeAll
  static void runWithBoth() throws TimeoutException {
    for (Codec codec : Codec.values()) {
      SparkSession spark = SharedSpark.with(codec.name);
      RUNS.put(codec, run(spark));
    }
  }

  private static Run run(SparkSession spark) throws TimeoutException {
    Work work = Work.sinceNow();
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    List<String> rows = new ArrayList<>();
    spark.conf().set("spark.sql.shuffle.partitions", REDUCE_PARTITIONS);
    try (tasks;
        CapturedLog log = new CapturedLog("org.apache.spark.shuffle.sort.UnsafeShuffleWriter")) {
      spark
          .range(0, 40_000, 1, MAP_TASKS)
          .selectExpr("id % 20000 as key", "concat('a value like others ', id % 50) as value")
          .createOrReplaceTempView("wide");
      for (Row row :
          spark
              .sql("select key, count(*), min(value), max(value) from wide group by key")
              .collectAsList()) {
        rows.add(row.toString());
      }
      rows.sort(null);
      tasks.close();
      return new Run(
          rows, log.messages(), tasks.bytesSpilled.sum(), tasks.localBlocksFetched.sum(), work);
    } finally {
      spark.conf().set("spark.sql.shuffle.partitions", 8);
    }
  }

  @Test
  void rowsAreEqual() {
    assertThat(RUNS.get(Codec.OURS).rows).hasSize(20_000).isEqualTo(RUNS.get(Codec.PLAIN).rows);
  }

  @Test
  void bothSpillAndUseTheNativeLibrary() {
    for (Run run : RUNS.values()) {
      assertThat(run.bytesSpilled).isPositive();
      run.work.assertNativeBothWays();
    }
  }

  @Test
  void spillsAreMergedByteByByteWithTheKnownParentOnly() {
    assertThat(RUNS.get(Codec.OURS).log)
        .anyMatch(line -> line.contains("fast merge"))
        .noneMatch(line -> line.contains("slow merge"));
    assertThat(RUNS.get(Codec.PLAIN).log)
        .anyMatch(line -> line.contains("slow merge"))
        .noneMatch(line -> line.contains("fast merge"));
  }

  /** Adaptive execution reads the 64 small partitions as one or two. */
  @Test
  void adjacentBlocksAreFetchedTogetherWithTheKnownParentOnly() {
    assertThat(RUNS.get(Codec.PLAIN).blocksFetched).isGreaterThanOrEqualTo(MAP_TASKS * 60);
    assertThat(RUNS.get(Codec.OURS).blocksFetched)
        .isPositive()
        .isLessThanOrEqualTo(RUNS.get(Codec.PLAIN).blocksFetched / 8);
  }
}
