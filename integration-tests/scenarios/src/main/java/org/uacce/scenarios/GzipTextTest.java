package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Spark's text source with the Hadoop codecs. */
@Order(2)
class GzipTextTest {
  private SparkSession spark;

  enum Suffix {
    GZ(".gz", "org.uacce.hadoop.UacceGzipCodec") {
      @Override
      InputStream jdkReader(InputStream source) throws IOException {
        return new GZIPInputStream(source);
      }
    },
    DEFLATE(".deflate", "org.uacce.hadoop.UacceDeflateCodec") {
      @Override
      InputStream jdkReader(InputStream source) {
        return new InflaterInputStream(source);
      }
    };

    private final String text;
    private final String codec;

    Suffix(String text, String codec) {
      this.text = text;
      this.codec = codec;
    }

    abstract InputStream jdkReader(InputStream source) throws IOException;
  }

  @BeforeEach
  void start() {
    spark = SharedSpark.with(SharedSpark.OURS);
  }

  private List<String> lines() {
    return spark
        .range(0, 40_000, 1, 3)
        .selectExpr("concat('line ', id, ' of lines ', id % 7, ' that are alike')")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void textComesBackAndTheJdkReadsIt(Suffix suffix) throws IOException {
    Path folder = SharedSpark.FOLDER.resolve("text" + suffix.text);
    Work work = Work.sinceNow();
    spark
        .range(0, 40_000, 1, 3)
        .selectExpr("concat('line ', id, ' of lines ', id % 7, ' that are alike')")
        .write()
        .mode("overwrite")
        .option("compression", suffix.codec)
        .text(folder.toString());
    work.assertNativeCompression();

    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(suffix.text)).sorted().toList();
    }
    assertThat(files).hasSize(3);
    List<String> jdk = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = suffix.jdkReader(Files.newInputStream(file))) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(jdk::add);
      }
    }
    assertThat(jdk).isEqualTo(lines());

    work = Work.sinceNow();
    // Spark reads the files in an order of its own.
    assertThat(spark.read().textFile(folder.toString()).collectAsList().stream().sorted())
        .containsExactlyElementsOf(jdk.stream().sorted().toList());
    work.assertNativeInflation();
  }

  @Test
  void foreignGzipIsInflatedByUs() throws IOException {
    Path file = SharedSpark.FOLDER.resolve("foreign.txt.gz");
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(String.join("\n", lines()).getBytes(StandardCharsets.UTF_8));
    }
    Work work = Work.sinceNow();
    assertThat(spark.read().textFile(file.toString()).collectAsList()).isEqualTo(lines());
    work.assertNativeInflation();
  }
}
