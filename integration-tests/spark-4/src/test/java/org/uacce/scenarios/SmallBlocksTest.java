package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/**
 * A job of 1 000 reduce partitions, whose blocks have a few hundred bytes each: what a codec costs
 * to begin and to end is then most of what it costs. Compared turn by turn in one Spark.
 */
@Order(9)
class SmallBlocksTest {
  private static final String ZSTD = "zstd";
  private static final int MAP_TASKS = 10;
  private static final int REDUCE_TASKS = 1_000;
  private static final int BLOCKS = MAP_TASKS * REDUCE_TASKS;
  private static final int ROWS = 8 * BLOCKS;

  /** The first ones are not counted: the JVM compiles what the tasks run. */
  private static final int WARM_UP_ROUNDS = Integer.getInteger("warm", 3);

  private static final int ROUNDS = Integer.getInteger("rounds", 9);

  private record Run(long cpuNanos, long shuffleBytes, long rows) {}

  private static final Map<String, List<Run>> RUNS = new TreeMap<>();

  private static long framesWritten;

  @BeforeAll
  static void runInTurns() throws Exception {
    SharedSpark.stop();
    Work.assumeNative();
    try (SparkSession spark =
        SharedSpark.builder(ChosenCodec.class.getName())
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.shuffle.spill.numElementsForceSpillThreshold", "1000000")
            .getOrCreate()) {
      for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        for (String codec : List.of(SharedSpark.STOCK, SharedSpark.OURS, ZSTD)) {
          ChosenCodec.choose(codec);
          Work work = Work.sinceNow();
          Run run = run(spark);
          if (codec.equals(SharedSpark.OURS)) {
            framesWritten =
                work.of(CodecMetric.COMPRESS_NATIVE_BLOCKS)
                    + work.of(CodecMetric.COMPRESS_STORED_BLOCKS);
          }
          System.out.println(codec + " " + run);
          if (round >= 0) {
            RUNS.computeIfAbsent(codec, name -> new ArrayList<>()).add(run);
          }
        }
      }
    } finally {
      ChosenCodec.choose(SharedSpark.STOCK);
    }
    RUNS.keySet()
        .forEach(
            codec ->
                System.out.printf(
                    "%s: task CPU ms=%d shuffle bytes=%d%n",
                    codec,
                    median(codec, Run::cpuNanos) / 1_000_000,
                    median(codec, Run::shuffleBytes)));
  }

  @AfterAll
  static void stop() {
    SharedSpark.stop();
  }

  private static Run run(SparkSession spark) throws TimeoutException {
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    long rows;
    try (tasks) {
      rows =
          spark
              .range(0, ROWS, 1, MAP_TASKS)
              .selectExpr("id", "id % 97 as part", "concat('customer#', hash(id) % 100000) as name")
              .repartition(REDUCE_TASKS)
              .queryExecution()
              .toRdd()
              .count();
    }
    return new Run(tasks.cpuNanos.sum(), tasks.shuffleBytesWritten.sum(), rows);
  }

  private static long median(String codec, ToLongFunction<Run> number) {
    long[] sorted = RUNS.get(codec).stream().mapToLong(number).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  @Test
  void everyRowArrivesAndEveryBlockIsOurs() {
    RUNS.values().forEach(runs -> assertThat(runs).allMatch(run -> run.rows == ROWS));
    assertThat(framesWritten).isGreaterThanOrEqualTo(BLOCKS);
  }

  @Test
  void tasksTakeNoMoreThanATenthMoreThanWithLz4() {
    assertThat(median(SharedSpark.OURS, Run::cpuNanos))
        .isLessThanOrEqualTo(median(SharedSpark.STOCK, Run::cpuNanos) * 11 / 10);
  }

  @Test
  void blocksAreNoMoreThanAQuarterLargerThanWithZstd() {
    assertThat(median(SharedSpark.OURS, Run::shuffleBytes))
        .isLessThanOrEqualTo(median(ZSTD, Run::shuffleBytes) * 5 / 4);
  }
}
