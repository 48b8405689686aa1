package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/** What Spark compresses beside the shuffle. */
@Order(2)
class StorageTest {
  private SparkSession spark;
  private JavaSparkContext context;
  private Work work;

  @BeforeEach
  void start() {
    spark = SharedSpark.with(SharedSpark.OURS);
    context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    work = Work.sinceNow();
  }

  private static String row(int number) {
    return "row " + number % 1_000 + " of a table whose rows are alike";
  }

  private JavaRDD<String> rows() {
    List<Integer> numbers = IntStream.range(0, 20_000).boxed().toList();
    return context.parallelize(numbers, 2).map(StorageTest::row);
  }

  private static List<String> expected() {
    return IntStream.range(0, 20_000).mapToObj(StorageTest::row).toList();
  }

  /** Tasks of this JVM take the value from memory; a cluster's executors inflate it. */
  @Test
  void broadcastIsCompressed() {
    String[] table = expected().toArray(String[]::new);
    Broadcast<String[]> broadcast = context.broadcast(table);
    List<String> seen =
        context.parallelize(List.of(0, 1, 19_999), 2).map(i -> broadcast.value()[i]).collect();
    broadcast.destroy();

    assertThat(seen).containsExactly(table[0], table[1], table[19_999]);
    work.assertNativeCompression();
    // Tasks are broadcast too, but are small.
    assertThat(work.of(CodecMetric.COMPRESS_NATIVE_BYTES)).isGreaterThan(20_000 * 30);
  }

  @Test
  void collectedRowsComeBack() {
    List<Long> squares =
        spark.range(0, 50_000, 1, 2).selectExpr("id * id").collectAsList().stream()
            .map(row -> row.getLong(0))
            .toList();

    assertThat(squares).hasSize(50_000).startsWith(0L, 1L, 4L).endsWith(49_999L * 49_999L);
    work.assertNativeBothWays();
    assertThat(work.compressedBytes()).isGreaterThan(50_000 * 8);
  }

  @Test
  void cachedBlocksComeBack() {
    JavaRDD<String> cached = rows().persist(StorageLevel.MEMORY_ONLY_SER());
    assertThat(cached.count()).isEqualTo(20_000);
    long compressed = work.of(CodecMetric.COMPRESS_NATIVE_BYTES);
    assertThat(compressed).isGreaterThan(20_000 * 30);
    assertThat(cached.collect()).isEqualTo(expected());
    cached.unpersist(true);

    work.assertNativeBothWays();
    assertThat(work.of(CodecMetric.DECOMPRESS_NATIVE_BYTES)).isGreaterThan(20_000 * 30);
  }

  @Test
  void checkpointComesBackFromFilesOfFrames() throws IOException {
    JavaRDD<String> rows = rows();
    rows.checkpoint();
    assertThat(rows.count()).isEqualTo(20_000);
    assertThat(rows.isCheckpointed()).isTrue();
    Path folder = Path.of(URI.create(rows.getCheckpointFile().get()));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> parts =
          files.filter(file -> file.getFileName().toString().startsWith("part-")).toList();
      assertThat(parts).hasSize(2);
      for (Path part : parts) {
        // docs/format.md: version 1, deflate, no filter
        assertThat(Files.readAllBytes(part)[0]).isEqualTo((byte) 0x50);
      }
    }
    assertThat(rows.collect()).isEqualTo(expected());
    work.assertNativeBothWays();
  }
}
