package org.uacce.it.hadoop;

import java.io.IOException;
import java.util.StringTokenizer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.Reducer;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/** The MapReduce job everybody knows, without a combiner, so that its map output is large. */
final class WordCount {
  static final int REDUCERS = 2;

  private WordCount() {}

  static final class Words extends Mapper<LongWritable, Text, Text, LongWritable> {
    private static final LongWritable ONE = new LongWritable(1);
    private final Text word = new Text();

    @Override
    protected void map(
        LongWritable offset,
        Text line,
        Mapper<LongWritable, Text, Text, LongWritable>.Context context)
        throws IOException, InterruptedException {
      for (var words = new StringTokenizer(line.toString()); words.hasMoreTokens(); ) {
        word.set(words.nextToken());
        context.write(word, ONE);
      }
    }
  }

  static final class Sum extends Reducer<Text, LongWritable, Text, LongWritable> {
    @Override
    protected void reduce(
        Text word,
        Iterable<LongWritable> counts,
        Reducer<Text, LongWritable, Text, LongWritable>.Context context)
        throws IOException, InterruptedException {
      long sum = 0;
      for (LongWritable count : counts) {
        sum += count.get();
      }
      context.write(word, new LongWritable(sum));
    }
  }

  /** Runs it in this JVM through the LocalJobRunner. */
  static Job run(Configuration conf, Path input, Path output)
      throws IOException, InterruptedException, ClassNotFoundException {
    conf.set("mapreduce.framework.name", "local");
    conf.setInt("mapreduce.client.completion.pollinterval", 50);
    // the least there is: the map output is spilled and merged
    conf.setInt("mapreduce.task.io.sort.mb", 1);
    Job job = Job.getInstance(conf);
    job.setMapperClass(Words.class);
    job.setReducerClass(Sum.class);
    job.setNumReduceTasks(REDUCERS);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(LongWritable.class);
    FileInputFormat.addInputPath(job, input);
    FileOutputFormat.setOutputPath(job, output);
    job.waitForCompletion(false);
    return job;
  }
}
