package org.uacce.examples.doors;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf.ConfVars;
import org.apache.hadoop.hive.ql.exec.FileSinkOperator.RecordWriter;
import org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.Reporter;

/**
 * The files of a Hive table that is stored as text, by Hive's own output format, without a
 * metastore. Run it: {@code examples/door.sh HiveText FOLDER}.
 *
 * <p>In a Hive session the same keys are {@code set key=value;} or stand in {@code hive-site.xml}.
 */
final class HiveText implements Door {
  private final Configuration conf;

  HiveText(Configuration conf) {
    this.conf = conf;
  }

  public static void main(String[] args) throws Exception {
    Door.open(new HiveText(configuration()), args);
  }

  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.setBoolean("hive.exec.compress.output", true);
    conf.set("mapreduce.output.fileoutputformat.compress.codec", "org.uacce.hadoop.UacceGzipCodec");
    conf.set("io.compression.codecs", "org.uacce.hadoop.UacceGzipCodec");
    return conf;
  }

  private static org.apache.hadoop.fs.Path file(Path folder) {
    return new org.apache.hadoop.fs.Path(folder.resolve("000000_0.gz").toUri());
  }

  @Override
  public void write(Path folder) throws IOException {
    boolean compressed = conf.getBoolean(ConfVars.COMPRESSRESULT.varname, false);
    RecordWriter writer =
        new HiveIgnoreKeyTextOutputFormat<LongWritable, Text>()
            .getHiveRecordWriter(
                new JobConf(conf),
                file(folder),
                Text.class,
                compressed,
                new Properties(),
                Reporter.NULL);
    for (int i = 0; i < RECORDS; i++) {
      writer.write(new Text(Door.record(i)));
    }
    writer.close(false);
  }

  /** As Hive's readers do: the suffix says which codec of the configuration it is. */
  @Override
  public int read(Path folder) throws IOException {
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file(folder));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                codec.createInputStream(file(folder).getFileSystem(conf).open(file(folder))),
                StandardCharsets.UTF_8))) {
      int records = 0;
      while (Door.record(records).equals(lines.readLine())) {
        records++;
      }
      return records;
    }
  }
}
