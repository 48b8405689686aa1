package org.uacce.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** A job with our codec for input, map output and output counts what it counts without us. */
@ExtendWith(HdfsCluster.class)
class MapReduceTest {
  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @CsvSource({
    "gz, org.uacce.hadoop.UacceGzipCodec, GzipCodec",
    "gz, org.uacce.hadoop.UacceSplittableGzipCodec, GzipCodec",
    "deflate, org.uacce.hadoop.UacceDeflateCodec, DefaultCodec"
  })
  void resultIsThatOfTheJobWithoutUs(
      String extension, String codecName, String hadoopName, Configuration conf) throws Exception {
    byte[] text = TestData.TEXT.bytes(3_000_000, Seed.random(extension + "words"));
    FileSystem files = FileSystem.get(conf);
    boolean splittable = codecName.contains("Splittable");
    if (splittable) {
      conf.set("io.compression.codecs", codecName);
      conf.setInt("mapreduce.input.fileinputformat.split.maxsize", 150_000);
    }
    Path folder = new Path("/words/" + codecName);
    try (OutputStream out = files.create(new Path(folder, "plain/words.txt"))) {
      out.write(text);
    }
    CompressionCodecFactory factory = new CompressionCodecFactory(conf);
    CompressionCodec ours = factory.getCodecByClassName(codecName);
    Path input = new Path(folder, "input/words." + extension);
    try (OutputStream out = ours.createOutputStream(files.create(input))) {
      out.write(text);
    }

    NativeWork without = new NativeWork();
    Path plainOutput = new Path(folder, "plain-output");
    WordCount.run(new Configuration(conf), new Path(folder, "plain"), plainOutput);
    without.assertNone();

    conf.setBoolean("mapreduce.map.output.compress", true);
    conf.set("mapreduce.map.output.compress.codec", codecName);
    conf.setBoolean("mapreduce.output.fileoutputformat.compress", true);
    conf.set("mapreduce.output.fileoutputformat.compress.codec", codecName);
    Path output = new Path(folder, "output");
    NativeWork work = new NativeWork();
    Job job = WordCount.run(conf, input, output);
    assertThat(job.isSuccessful()).isTrue();
    assertThat(counter(job, TaskCounter.SPILLED_RECORDS))
        .as("spilled more than once")
        .isGreaterThan(2 * counter(job, TaskCounter.MAP_OUTPUT_RECORDS));
    int maps = new TextInputFormat().getSplits(job).size();
    assertThat(maps).isBetween(splittable ? 3 : 1, splittable ? 20 : 1);
    long mapOutput = counter(job, TaskCounter.MAP_OUTPUT_BYTES);
    work.assertAtLeast(mapOutput, text.length + mapOutput);

    CompressionCodec theirs =
        factory.getCodecByClassName("org.apache.hadoop.io.compress." + hadoopName);
    assertThat(lines(files, output, extension, theirs))
        .hasSizeGreaterThan(100)
        .isEqualTo(lines(files, plainOutput, null, null));
  }

  private static long counter(Job job, TaskCounter counter) throws IOException {
    return job.getCounters().findCounter(counter).getValue();
  }

  private static List<String> lines(
      FileSystem files, Path folder, String extension, CompressionCodec codec) throws IOException {
    List<String> lines = new ArrayList<>();
    int parts = 0;
    for (FileStatus status : files.listStatus(folder)) {
      Path path = status.getPath();
      if (!path.getName().startsWith("part-")) {
        continue;
      }
      parts++;
      assertThat(path.getName()).endsWith(extension == null ? "" : "." + extension);
      InputStream file = files.open(path);
      try (InputStream in = codec == null ? file : codec.createInputStream(file)) {
        String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        lines.addAll(all.lines().toList());
      }
    }
    assertThat(parts).isEqualTo(WordCount.REDUCERS);
    return lines;
  }
}
