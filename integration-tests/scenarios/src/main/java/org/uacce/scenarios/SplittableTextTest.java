package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's line formats split what the splittable codec wrote, and only what it wrote. */
@Order(2)
class SplittableTextTest {
  private static final String CODEC = "org.uacce.hadoop.UacceSplittableGzipCodec";
  private static final String PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final long ROWS = 30_000;

  private SparkSession spark;

  @BeforeEach
  void start() {
    spark = SharedSpark.with(SharedSpark.OURS);
    spark.conf().set(PARTITION_BYTES, "50000");
  }

  @AfterEach
  void reset() {
    spark.conf().unset(PARTITION_BYTES);
  }

  private static String folder(String name) {
    return SharedSpark.FOLDER.resolve("splittable-" + name).toString();
  }

  /** Numbers that hardly shrink, so that the file has many members. */
  private Dataset<Row> rows() {
    return spark
        .range(0, ROWS, 1, 1)
        .selectExpr("id", "hash(id) as a", "sha1(cast(id as string)) as b", "hash(id, 'x') as c");
  }

  private Dataset<Row> schema(Dataset<Row> read) {
    return read.selectExpr("cast(id as bigint)", "cast(a as int)", "b", "cast(c as int)");
  }

  @ParameterizedTest
  @CsvSource({
    "csv, org.uacce.hadoop.UacceSplittableGzipCodec, none",
    "json, org.uacce.hadoop.UacceSplittableGzipCodec, none",
    "json, org.uacce.hadoop.UacceSplittableGzipCodec, ;",
    "csv, gzip, none"
  })
  void everyRowComesBackOnceFromManyTasks(String format, String writer, String lineSep) {
    String folder = folder(format + writer.length() + lineSep.charAt(0));
    boolean custom = !lineSep.equals("none");
    var out = rows().write().mode("overwrite").format(format).option("header", "true");
    var in =
        spark
            .read()
            .format(format)
            .option("header", "true")
            .option("io.compression.codecs", CODEC)
            .schema("id bigint, a int, b string, c int");
    if (custom) {
      out.option("lineSep", lineSep);
      in.option("lineSep", lineSep);
    }
    Work work = Work.sinceNow();
    out.option("compression", writer).save(folder);
    Dataset<Row> read = in.load(folder);
    assertThat(read.count()).isEqualTo(ROWS);
    assertThat(schema(read).exceptAll(rows()).count()).isZero();
    assertThat(rows().exceptAll(schema(read)).count()).isZero();
    work.assertNativeInflation();
    long busy = read.selectExpr("spark_partition_id() as task").distinct().count();
    if (writer.equals(CODEC)) {
      assertThat(busy).as("tasks with rows").isGreaterThan(10);
    } else {
      assertThat(busy).as("a file that is not BGZF is one task's").isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"org.uacce.hadoop.UacceSplittableGzipCodec", "org.uacce.hadoop.UacceGzipCodec"})
  void textIsTheSameForEveryCodecThatReadsIt(String writer) {
    String folder = folder("text" + writer.length());
    rows()
        .selectExpr("concat_ws(' ', id, a, b, c)")
        .write()
        .mode("overwrite")
        .option("compression", writer)
        .text(folder);
    List<String> ours =
        spark.read().option("io.compression.codecs", CODEC).textFile(folder).collectAsList();
    List<String> stock =
        spark
            .read()
            .option("io.compression.codecs", "org.apache.hadoop.io.compress.GzipCodec")
            .textFile(folder)
            .collectAsList();
    assertThat(ours).hasSize((int) ROWS).isEqualTo(stock);
  }
}
