package org.uacce.scenarios;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** The jobs of {@link Program}. Each throws if a result is not what it should be. */
final class ProgramJobs {
  private static final int ROWS = 20_000;
  private static final int KEYS = 1_000;
  private static final int SLOW_LINES = 20_000;

  private final SparkSession spark;
  private final JavaSparkContext context;
  private JavaRDD<String> checkpointed;
  private JavaPairRDD<Integer, String> shuffled;
  private JavaPairRDD<Integer, String> kept;

  ProgramJobs(SparkSession spark, JavaSparkContext context) {
    this.spark = spark;
    this.context = context;
  }

  SparkContext sparkContext() {
    return spark.sparkContext();
  }

  private static void expect(String what, Object wanted, Object got) {
    if (!wanted.equals(got)) {
      throw new IllegalStateException(
          "Wrong result: what=" + what + " wanted=" + wanted + " got=" + got);
    }
  }

  private static String row(int number) {
    return "row " + number % KEYS + " of a table whose rows are alike";
  }

  private JavaRDD<String> rows() {
    return context.parallelize(numbers(), 2).map(ProgramJobs::row);
  }

  private static List<Integer> numbers() {
    return IntStream.range(0, ROWS).boxed().toList();
  }

  private static List<String> expectedRows() {
    return IntStream.range(0, ROWS).mapToObj(ProgramJobs::row).toList();
  }

  private JavaPairRDD<Integer, String> partitioned(int maps, int reduces) {
    return context
        .parallelize(numbers(), maps)
        .mapToPair(i -> new Tuple2<>(i, row(i)))
        .partitionBy(new HashPartitioner(reduces));
  }

  /**
   * An RDD's shuffle of which every reduce partition gets a small block from every map task: {@code
   * blocks} of them. These are no rows of Spark SQL.
   */
  void shuffle(int maps, int reduces, Map<String, String> answer) {
    expect("rows", expectedSum(), sum(partitioned(maps, reduces)));
    answer.put("blocks", Integer.toString(maps * reduces));
  }

  private static long sum(JavaPairRDD<Integer, String> rows) {
    return rows.map(row -> checkedKey(row)).fold(0L, Long::sum);
  }

  private static long checkedKey(Tuple2<Integer, String> row) {
    expect("value", row(row._1()), row._2());
    return row._1();
  }

  private static long expectedSum() {
    return (ROWS - 1L) * ROWS / 2;
  }

  /**
   * An aggregation that spills in its map tasks and whose many small reduce partitions adaptive
   * execution reads together; says what the tasks tell of it.
   */
  void query(Map<String, String> answer) throws TimeoutException {
    spark
        .range(0, 2 * ROWS, 1, 2)
        .selectExpr("id % " + ROWS + " as key", "concat('a value like others ', id % 50) as value")
        .createOrReplaceTempView("wide");
    TaskNumbers tasks = new TaskNumbers(sparkContext());
    List<Row> rows;
    try (tasks) {
      rows =
          spark
              .sql("select key, count(*), min(value), max(value) from wide group by key")
              .collectAsList();
    }
    expect("groups", ROWS, rows.size());
    expect(
        "keys",
        expectedSum(),
        rows.stream().filter(row -> row.getLong(1) == 2).mapToLong(row -> row.getLong(0)).sum());
    answer.put("bytesSpilled", Long.toString(tasks.bytesSpilled.sum()));
    answer.put(
        "blocksFetched",
        Long.toString(tasks.localBlocksFetched.sum() + tasks.remoteBlocksFetched.sum()));
    answer.put("shuffleBytesWritten", Long.toString(tasks.shuffleBytesWritten.sum()));
  }

  void broadcast() {
    String[] table = expectedRows().toArray(String[]::new);
    Broadcast<String[]> broadcast = context.broadcast(table);
    List<Integer> some = List.of(0, 1, ROWS - 1, ROWS / 2, 7, 8, 9, 10);
    expect(
        "broadcast values",
        some.stream().map(i -> table[i]).toList(),
        context.parallelize(some, some.size()).map(i -> slowly(broadcast.value()[i])).collect());
    broadcast.destroy();
  }

  /** Long enough for the scheduler to give the next task to another executor. */
  private static String slowly(String value) {
    LockSupport.parkNanos(JvmReports.TASK_NANOS);
    return value;
  }

  void collect() {
    long sum =
        spark.range(0, ROWS, 1, 2).selectExpr("id * 3").collectAsList().stream()
            .mapToLong(row -> row.getLong(0))
            .sum();
    expect("collected rows", 3 * expectedSum(), sum);
  }

  void cache() {
    JavaRDD<String> cached = rows().persist(StorageLevel.MEMORY_ONLY_SER());
    expect("cached rows", (long) ROWS, cached.count());
    expect("cached rows", expectedRows(), cached.collect());
    cached.unpersist(true);
  }

  /** Leaves a checkpoint behind, and says where. */
  void checkpoint(String folder, Map<String, String> answer) {
    context.setCheckpointDir(folder);
    checkpointed = rows();
    checkpointed.checkpoint();
    expect("rows", (long) ROWS, checkpointed.count());
    readCheckpoint();
    answer.put("file", checkpointed.getCheckpointFile().get());
  }

  void readCheckpoint() {
    expect("checkpointed rows", expectedRows(), checkpointed.collect());
  }

  void parquet(String folder) {
    spark
        .range(0, 2 * ROWS, 1, 4)
        .selectExpr("id", "concat('value ', id % 77) as value")
        .write()
        .mode("overwrite")
        .option("compression", "gzip")
        .parquet(folder);
    List<Row> read =
        spark.sql("select count(value), sum(id) from parquet.`" + folder + "`").collectAsList();
    expect("rows of the table", 2L * ROWS, read.get(0).getLong(0));
    expect("sum over the table", (2L * ROWS - 1) * ROWS, read.get(0).getLong(1));
  }

  /** A shuffle's output and cached blocks for somebody to move. */
  void keep(Map<String, String> answer) throws TimeoutException {
    shuffled = partitioned(4, 6);
    kept = shuffled.mapValues(text -> text).persist(StorageLevel.DISK_ONLY());
    readKept(answer);
  }

  /** Reads the cached blocks, and the shuffle's too. */
  void readKept(Map<String, String> answer) throws TimeoutException {
    TaskNumbers tasks = new TaskNumbers(sparkContext());
    try (tasks) {
      expect("kept rows", expectedSum(), sum(kept));
      expect("shuffled keys", (long) ROWS, shuffled.keys().count());
    }
    answer.put("fetchFailures", Long.toString(tasks.fetchFailures.sum()));
    answer.put("recordsWritten", Long.toString(tasks.shuffleRecordsWritten.sum()));
  }

  /** Lines that are made as they are asked for, and take a while to be. */
  void slowShuffle(int maps, int reduces, int seed) {
    long lines =
        context
            .parallelize(IntStream.range(0, maps).boxed().toList(), maps)
            .flatMap(part -> lines(seed * maps + part).iterator())
            .mapToPair(line -> new Tuple2<>(line.hashCode(), line))
            .partitionBy(new HashPartitioner(reduces))
            .filter(pair -> pair._1() == pair._2().hashCode())
            .count();
    expect("lines", (long) maps * SLOW_LINES, lines);
  }

  private static Stream<String> lines(int seed) {
    Random random = new Random(seed);
    return Stream.generate(
            () -> Integer.toString(random.nextInt(1 << 20), 36) + " of the deposits sleeps quickly")
        .limit(SLOW_LINES);
  }
}
