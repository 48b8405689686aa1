package org.uacce.examples.doors;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/**
 * Parquet's GZIP pages in a program that knows nothing of us, by configuration alone: MapReduce,
 * Hive, or Spark without the plugin. Run it: {@code examples/door.sh ParquetByConfiguration
 * FOLDER}.
 *
 * <p>On a cluster the key of {@link #configuration} stands in {@code core-site.xml}, or in Spark
 * with {@code spark.hadoop.} in front; files that are encrypted need a second one, {@code
 * uacce.parquet.crypto.factory.class}.
 */
final class ParquetByConfiguration implements Door {
  private final Configuration conf;

  ParquetByConfiguration(Configuration conf) {
    this.conf = conf;
  }

  public static void main(String[] args) throws Exception {
    Door.open(new ParquetByConfiguration(configuration()), args);
  }

  static Configuration configuration() {
    Configuration conf = new Configuration();
    conf.set("parquet.crypto.factory.class", "org.uacce.parquet.UacceParquetCryptoHook");
    return conf;
  }

  private static org.apache.hadoop.fs.Path file(Path folder) {
    return new org.apache.hadoop.fs.Path(folder.resolve("orders.parquet").toUri());
  }

  @Override
  public void write(Path folder) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file(folder), conf))
            .withConf(conf)
            .withType(ParquetByFactory.SCHEMA)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .build()) {
      ParquetByFactory.writeRecords(writer);
    }
  }

  @Override
  public int read(Path folder) throws IOException {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file(folder)).withConf(conf).build()) {
      return ParquetByFactory.readRecords(reader);
    }
  }
}
