package org.uacce.examples.doors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * A MapReduce job whose input, map output and output are compressed: it sorts lines by their
 * number. Run it: {@code examples/door.sh MapReduceGzip FOLDER}; it needs no cluster.
 *
 * <p>On a cluster the keys of {@link #configuration} are the job's {@code -D} options or stand in
 * {@code mapred-site.xml} and {@code core-site.xml}, with our jar on the class path of the tasks.
 */
final class MapReduceGzip implements Door {
  private final Configuration conf;

  MapReduceGzip(Configuration conf) {
    this.conf = conf;
  }

  public static void main(String[] args) throws Exception {
    Door.open(new MapReduceGzip(configuration()), args);
  }

  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("io.compression.codecs", "org.uacce.hadoop.UacceGzipCodec");
    conf.setBoolean("mapreduce.map.output.compress", true);
    conf.set("mapreduce.map.output.compress.codec", "org.uacce.hadoop.UacceGzipCodec");
    conf.setBoolean("mapreduce.output.fileoutputformat.compress", true);
    conf.set("mapreduce.output.fileoutputformat.compress.codec", "org.uacce.hadoop.UacceGzipCodec");
    return conf;
  }

  private static org.apache.hadoop.fs.Path in(Path folder, String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toUri());
  }

  @Override
  public void write(Path folder) throws Exception {
    writeInput(in(folder, "input/orders.gz"));
    Job job = Job.getInstance(conf, "orders by number");
    job.setMapperClass(ByNumber.class);
    job.setReducerClass(LinesAlone.class);
    job.setMapOutputKeyClass(LongWritable.class);
    job.setMapOutputValueClass(Text.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(NullWritable.class);
    FileInputFormat.addInputPath(job, in(folder, "input"));
    FileOutputFormat.setOutputPath(job, in(folder, "output"));
    if (!job.waitForCompletion(false)) {
      throw new IOException("Cannot finish the job: " + job.getStatus().getFailureInfo());
    }
  }

  private CompressionCodec codec(org.apache.hadoop.fs.Path file) {
    return new CompressionCodecFactory(conf).getCodec(file);
  }

  private void writeInput(org.apache.hadoop.fs.Path file) throws IOException {
    try (var out = codec(file).createOutputStream(FileSystem.getLocal(conf).create(file))) {
      for (int i = RECORDS - 1; i >= 0; i--) {
        out.write((Door.record(i) + '\n').getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Override
  public int read(Path folder) throws IOException {
    org.apache.hadoop.fs.Path file = in(folder, "output/part-r-00000.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                codec(file).createInputStream(FileSystem.getLocal(conf).open(file)),
                StandardCharsets.UTF_8))) {
      int records = 0;
      while (Door.record(records).equals(lines.readLine())) {
        records++;
      }
      return records;
    }
  }

  /** Made by Hadoop, by reflection. */
  public static final class ByNumber extends Mapper<LongWritable, Text, LongWritable, Text> {
    @Override
    protected void map(
        LongWritable at, Text line, Mapper<LongWritable, Text, LongWritable, Text>.Context context)
        throws IOException, InterruptedException {
      String text = line.toString();
      int end = text.indexOf(' ', "order ".length());
      context.write(new LongWritable(Long.parseLong(text.substring("order ".length(), end))), line);
    }
  }

  /** Made by Hadoop, by reflection. */
  public static final class LinesAlone extends Reducer<LongWritable, Text, Text, NullWritable> {
    @Override
    protected void reduce(
        LongWritable number,
        Iterable<Text> lines,
        Reducer<LongWritable, Text, Text, NullWritable>.Context context)
        throws IOException, InterruptedException {
      for (Text line : lines) {
        context.write(line, NullWritable.get());
      }
    }
  }
}
