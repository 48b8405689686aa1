package org.uacce.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;
import org.uacce.hadoop.UacceGzipCodec;
import org.uacce.hadoop.UacceSplittableGzipCodec;

/** A pipeline on HDFS whose stages change the codec by configuration alone, in any order. */
@ExtendWith(HdfsCluster.class)
class SwappedCodecTest {
  private static final List<Class<? extends CompressionCodec>> CODECS =
      List.of(GzipCodec.class, UacceGzipCodec.class, UacceSplittableGzipCodec.class);

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  /** Three times: text is written with one codec, and read, and written with the next. */
  @ParameterizedTest
  @CsvSource({"0,1,2", "1,0,1", "2,0,2", "0,2,0", "2,1,0"})
  void everyStageReadsWhatTheLastOneWrote(int first, int second, int third, Configuration conf)
      throws Exception {
    String seed = "swapped " + first + second + third;
    byte[] text = TestData.JSON.bytes(1_500_000, Seed.random(seed));
    List<String> lines = new String(text, StandardCharsets.US_ASCII).lines().toList();
    FileSystem files = FileSystem.get(conf);
    List<String> stage = lines;
    for (int writer : new int[] {first, second, third}) {
      Path path = new Path("/swapped/" + seed.replace(' ', '-') + "/" + writer + ".gz");
      CompressionCodec codec = ReflectionUtils.newInstance(CODECS.get(writer), conf);
      try (OutputStream out = codec.createOutputStream(files.create(path))) {
        for (String line : stage) {
          out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        }
      }
      for (Class<? extends CompressionCodec> reader : CODECS) {
        stage = read(path, reader, conf);
        assertThat(stage)
            .as("written with %s, read with %s", CODECS.get(writer), reader)
            .isEqualTo(lines);
      }
    }
  }

  /** The lines of a file as a job with this codec for {@code .gz} gets them, split by split. */
  private static List<String> read(
      Path path, Class<? extends CompressionCodec> codec, Configuration original)
      throws IOException, InterruptedException {
    Configuration conf = new Configuration(original);
    conf.set("io.compression.codecs", codec.getName());
    assertThat(new CompressionCodecFactory(conf).getCodec(path)).isInstanceOf(codec);
    conf.setInt("mapreduce.input.fileinputformat.split.maxsize", 70_000);
    Job job = Job.getInstance(conf);
    FileInputFormat.addInputPath(job, path);
    TextInputFormat format = new TextInputFormat();
    List<String> lines = new ArrayList<>();
    for (InputSplit split : format.getSplits(job)) {
      TaskAttemptContext context =
          new TaskAttemptContextImpl(job.getConfiguration(), new TaskAttemptID());
      try (RecordReader<?, Text> reader = format.createRecordReader(split, context)) {
        reader.initialize(split, context);
        while (reader.nextKeyValue()) {
          lines.add(reader.getCurrentValue().toString());
        }
      }
    }
    return lines;
  }
}
