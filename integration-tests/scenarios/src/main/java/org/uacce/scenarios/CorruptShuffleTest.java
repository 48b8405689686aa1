package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import scala.Tuple2;

/** Bytes that change on the disk between the two sides of a shuffle. */
@Order(4)
class CorruptShuffleTest {
  private static final int ROWS = 20_000;

  private final Random random = Seeds.random();

  /** A local Spark does not get over the loss of its one executor, though the job does. */
  @AfterAll
  static void stop() {
    SharedSpark.stop();
  }

  /**
   * The reduce task's IOException makes Spark run the map tasks again, and the rows are right in
   * the end; an unchecked exception from a stream would fail the job instead.
   */
  @Test
  void changedShuffleFileIsWrittenAgain() throws IOException, TimeoutException {
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(SharedSpark.with(SharedSpark.PLAIN).sparkContext());
    Set<Path> before = shuffleFiles();
    List<Integer> numbers = IntStream.range(0, ROWS).boxed().toList();
    JavaPairRDD<Integer, String> shuffled =
        context
            .parallelize(numbers, 2)
            .mapToPair(i -> new Tuple2<>(i, "row " + i % 100 + " of rows that are alike"))
            .partitionBy(new HashPartitioner(5));
    assertThat(shuffled.count()).isEqualTo(ROWS);
    Set<Path> written = shuffleFiles();
    written.removeAll(before);
    assertThat(written).hasSize(2);
    for (Path file : written) {
      flipKindOfFirstFrame(file);
    }

    Work work = Work.sinceNow();
    TaskNumbers tasks = new TaskNumbers(context.sc());
    Set<Integer> keys;
    try (tasks) {
      keys = new HashSet<>(shuffled.keys().collect());
    }

    assertThat(keys).hasSize(ROWS);
    assertThat(tasks.fetchFailures.sum()).isPositive();
    assertThat(work.of(CodecMetric.MALFORMED_INPUTS)).isPositive();
  }

  private void flipKindOfFirstFrame(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      int kind = bytes.read();
      bytes.seek(0);
      // any version but ours
      bytes.write(kind ^ (1 + random.nextInt(3)) << 6);
    }
  }

  private static Set<Path> shuffleFiles() throws IOException {
    try (Stream<Path> files = Files.walk(SharedSpark.FOLDER.resolve("local"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("shuffle_.*\\.data"))
          .collect(Collectors.toCollection(HashSet::new));
    }
  }
}
