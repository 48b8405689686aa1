package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.SequenceFile.Writer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.ReflectionUtils;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.uacce.hadoop.UacceGzipCodec;

/** The steps of the page: everything is written with us, and afterwards read without us. */
class UninstallTest {
  private static SparkSession spark(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  /**
   * What a site has that used the codec.
   *
   * @return what the checkpoint holds, as its application says
   */
  private static String writeWithUs(Path folder) throws IOException {
    try (SparkSession spark =
        spark(
            Map.of(
                "spark.plugins",
                "org.uacce.spark.UaccePlugin",
                "spark.io.compression.codec",
                "org.uacce.spark.UacceCompressionCodec",
                "spark.checkpoint.compress",
                "true"))) {
      spark
          .sql("select id % 1000 as customer, sum(id) as total from range(200000) group by 1")
          .write()
          .option("compression", "gzip")
          .parquet(folder.resolve("orders").toString());
      spark
          .sql("select id, concat('line ', id) from range(1000)")
          .write()
          .option("compression", UacceGzipCodec.class.getName())
          .csv(folder.resolve("lines").toString());
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      String said = Checkpoint.write(context, folder.resolve("checkpoints").toString());
      String written = said.substring(said.indexOf(' ') + 1);
      copy(written, folder.resolve("checkpoint"));
      copy(written, folder.resolve("forgotten"));
      writeSequenceFile(folder.resolve("sequences/part-0"));
      return said.substring(0, said.indexOf(' '));
    }
  }

  private static void copy(String from, Path to) throws IOException {
    Configuration conf = new Configuration();
    FileSystem files = FileSystem.getLocal(conf);
    FileUtil.copy(
        files,
        new org.apache.hadoop.fs.Path(from),
        files,
        new org.apache.hadoop.fs.Path(to.toString()),
        false,
        conf);
  }

  private static void writeSequenceFile(Path path) throws IOException {
    Configuration conf = new Configuration();
    try (Writer writer =
        SequenceFile.createWriter(
            conf,
            Writer.file(new org.apache.hadoop.fs.Path(path.toString())),
            Writer.keyClass(Text.class),
            Writer.valueClass(Text.class),
            Writer.compression(
                CompressionType.BLOCK, ReflectionUtils.newInstance(UacceGzipCodec.class, conf)))) {
      for (int i = 0; i < 1000; i++) {
        writer.append(new Text("key " + i), new Text("value " + i));
      }
    }
  }

  private static String readWithSparksOwn(Path checkpoint, boolean compressed) {
    try (SparkSession spark =
        spark(Map.of("spark.checkpoint.compress", Boolean.toString(compressed)))) {
      return Checkpoint.read(
          JavaSparkContext.fromSparkContext(spark.sparkContext()), checkpoint.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyStepLeavesTheDataReadableWithoutUs()
      throws IOException, InterruptedException, URISyntaxException {
    PageRun run = new PageRun(Page.read("docs/uninstall.md"));
    Path folder = run.folder();
    String inCheckpoint = writeWithUs(folder);
    run.succeeds();
    assertThat(new File(folder.toFile(), Installation.ALL_JAR)).doesNotExist();
    assertThat(readWithSparksOwn(folder.resolve("checkpoint"), false)).isEqualTo(inCheckpoint);
    // What the page says of one that was not decoded: a failure, and no wrong data.
    assertThatThrownBy(() -> readWithSparksOwn(folder.resolve("forgotten"), true))
        .hasMessageContaining("IOException: Stream is corrupted");
  }
}
