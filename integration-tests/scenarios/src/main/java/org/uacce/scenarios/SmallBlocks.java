package org.uacce.scenarios;

import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.SparkSession;
import org.uacce.codec.CodecMetric;

/**
 * A shuffle of 1 000 reduce partitions, of which each map task writes a few hundred bytes: what a
 * codec costs to begin and to end is then most of what it costs.
 */
final class SmallBlocks {
  static final int MAP_TASKS = 2;
  static final int REDUCE_TASKS = 1_000;

  /** Rows of some 60 bytes, eight a block. */
  private static final int ROWS = 8 * MAP_TASKS * REDUCE_TASKS;

  private SmallBlocks() {}

  /** Runs it with one codec; says what Spark counts of it, and the blocks that are ours. */
  static void run(SparkSession spark, String codec, Map<String, String> answer)
      throws TimeoutException {
    ChosenCodec.choose(codec);
    Work work = Work.sinceNow();
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    try (tasks) {
      long rows =
          spark
              .range(0, ROWS, 1, MAP_TASKS)
              .selectExpr("id", "id % 97 as part", "concat('customer#', hash(id) % 100000) as name")
              .repartition(REDUCE_TASKS)
              .queryExecution()
              .toRdd()
              .count();
      if (rows != ROWS) {
        throw new IllegalStateException("Wrong result: rows=" + rows + " wanted=" + ROWS);
      }
    }
    answer.put("cpuNanos", Long.toString(tasks.cpuNanos.sum()));
    answer.put("shuffleBytes", Long.toString(tasks.shuffleBytesWritten.sum()));
    answer.put(
        "framesWritten",
        Long.toString(
            work.of(CodecMetric.COMPRESS_NATIVE_BLOCKS)
                + work.of(CodecMetric.COMPRESS_STORED_BLOCKS)));
  }
}
