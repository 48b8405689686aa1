package org.uacce.examples.doors;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.uacce.parquet.UacceCodecFactory;

/**
 * Parquet's GZIP pages in a program that makes its own readers and writers: each is handed a codec
 * factory. Run it: {@code examples/door.sh ParquetByFactory FOLDER}.
 */
final class ParquetByFactory implements Door {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType("message orders { required binary text (STRING); }");

  private final Configuration conf = new Configuration();

  public static void main(String[] args) throws Exception {
    Door.open(new ParquetByFactory(), args);
  }

  @Override
  public void write(Path folder) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(folder.resolve("orders.parquet")))
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withCodecFactory(new UacceCodecFactory(conf))
            .build()) {
      writeRecords(writer);
    }
  }

  @Override
  public int read(Path folder) throws IOException {
    try (ParquetReader<Group> reader =
        new Groups(folder.resolve("orders.parquet"))
            .withCodecFactory(new UacceCodecFactory(conf))
            .build()) {
      return readRecords(reader);
    }
  }

  static void writeRecords(ParquetWriter<Group> writer) throws IOException {
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    for (int i = 0; i < RECORDS; i++) {
      writer.write(groups.newGroup().append("text", Door.record(i)));
    }
  }

  static int readRecords(ParquetReader<Group> reader) throws IOException {
    int records = 0;
    Group group = reader.read();
    while (group != null && group.getString("text", 0).equals(Door.record(records))) {
      records++;
      group = reader.read();
    }
    return records;
  }

  private static final class Groups extends ParquetReader.Builder<Group> {
    Groups(Path file) {
      super(new LocalInputFile(file));
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
