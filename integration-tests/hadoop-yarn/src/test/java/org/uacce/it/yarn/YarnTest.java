package org.uacce.it.yarn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.map.TokenCounterMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Word count on YARN with our codec for input, map output and output. */
class YarnTest {
  private static final String OPENED = " --add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String[] WORDS = {"queue", "doorbell", "slot", "tag", "phase", "frame"};

  @TempDir static java.nio.file.Path folder;

  private static MiniMRYarnCluster cluster;

  @BeforeAll
  static void start() {
    Configuration conf = new Configuration();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .replace(':', ',');
    conf.set("yarn.application.classpath", classes);
    conf.set("mapreduce.application.classpath", classes);
    conf.set("yarn.app.mapreduce.am.staging-dir", folder.resolve("staging").toUri().toString());
    conf.set("yarn.app.mapreduce.am.command-opts", "-Xmx512m" + OPENED);
    conf.set("mapreduce.map.java.opts", "-Xmx512m");
    conf.set("mapreduce.reduce.java.opts", "-Xmx512m");
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    conf.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    // A disk that is nearly full is no reason for a test not to run.
    conf.setInt(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    cluster = new MiniMRYarnCluster("uacce", 1);
    cluster.init(conf);
    cluster.start();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.stop();
    }
  }

  private static String text(Map<String, Integer> counts) {
    String given = System.getProperty("uacce.seed", "");
    long seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println("seed=" + seed + "; repeat with -Duacce.seed=" + seed);
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      String word = WORDS[random.nextInt(WORDS.length)] + random.nextInt(50);
      counts.merge(word, 1, Integer::sum);
      text.append(word).append(i % 11 == 0 ? '\n' : ' ');
    }
    return text.append('\n').toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"org.uacce.hadoop.UacceGzipCodec", "org.uacce.hadoop.UacceSplittableGzipCodec"})
  void wordsAreCountedRight(String codecName) throws Exception {
    Configuration conf = new Configuration(cluster.getConfig());
    conf.set("io.compression.codecs", codecName);
    conf.setInt("mapreduce.input.fileinputformat.split.maxsize", 300_000);
    conf.setBoolean("mapreduce.map.output.compress", true);
    conf.set("mapreduce.map.output.compress.codec", codecName);
    conf.setBoolean("mapreduce.output.fileoutputformat.compress", true);
    conf.set("mapreduce.output.fileoutputformat.compress.codec", codecName);
    Map<String, Integer> counts = new HashMap<>();
    String text = text(counts);
    FileSystem files = FileSystem.getLocal(conf);
    Path in = new Path(folder.resolve(codecName + "/words.gz").toUri());
    CompressionCodec codec =
        (CompressionCodec) ReflectionUtils.newInstance(conf.getClassByName(codecName), conf);
    try (OutputStream out = codec.createOutputStream(files.create(in))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    Job job = Job.getInstance(conf);
    job.setMapperClass(TokenCounterMapper.class);
    job.setReducerClass(IntSumReducer.class);
    job.setNumReduceTasks(2);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(IntWritable.class);
    FileInputFormat.addInputPath(job, in);
    Path out = new Path(folder.resolve(codecName + "/out").toUri());
    FileOutputFormat.setOutputPath(job, out);
    assertThat(job.waitForCompletion(true)).isTrue();

    assertThat(counts(files, out)).isEqualTo(counts);
    int maps = job.getConfiguration().getInt("mapreduce.job.maps", 0);
    assertThat(maps > 1).as("maps=%d", maps).isEqualTo(codecName.contains("Splittable"));
    assertThat(job.getCounters().findCounter(TaskCounter.MAP_OUTPUT_RECORDS).getValue())
        .isEqualTo(300_000);
  }

  private static Map<String, Integer> counts(FileSystem files, Path folder) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    for (FileStatus part : files.listStatus(folder, path -> path.getName().endsWith(".gz"))) {
      java.nio.file.Path file = java.nio.file.Path.of(part.getPath().toUri());
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.split("\t", -1))
            .forEach(pair -> counts.merge(pair[0], Integer.parseInt(pair[1]), Integer::sum));
      }
    }
    return counts;
  }
}
