package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.example.GroupWriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Rows that follow from a seed: numbers, a column that becomes a dictionary, one of text that
 * repeats, one of noise, and one that is always null.
 */
final class Table {
  static final int ROWS = 60_000;

  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message item { required int64 id; required double price; required binary mode (STRING);"
              + " optional binary comment (STRING); required int64 noise; optional int32 absent; }");

  private static final String[] MODES = {"AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"};
  private static final String[] WORDS = {"quickly ", "final ", "deposits ", "haggle ", "above "};

  private final long seed;

  Table() {
    seed = seed("table");
  }

  /** A fresh one in every run, or the one to repeat. Printed. */
  static long seed(String purpose) {
    String fixed = System.getProperty("uacce.seed", "");
    long seed = fixed.isEmpty() ? new Random().nextLong() : Long.parseLong(fixed);
    System.out.println(purpose + ": -Duacce.seed=" + seed);
    return seed;
  }

  /** One row's values; {@code comment} is null in every seventh row. */
  record Row(long id, double price, String mode, String comment, long noise) {}

  Row row(int i) {
    SplittableRandom random = new SplittableRandom(seed + i);
    StringBuilder comment = new StringBuilder();
    while (comment.length() < 30) {
      comment.append(WORDS[random.nextInt(WORDS.length)]);
    }
    return new Row(
        i * 4L,
        random.nextInt(10_000_000) / 100.0,
        MODES[random.nextInt(MODES.length)],
        i % 7 == 0 ? null : comment.toString(),
        random.nextLong());
  }

  Group group(SimpleGroupFactory groups, int i) {
    Row row = row(i);
    Group group =
        groups
            .newGroup()
            .append("id", row.id)
            .append("price", row.price)
            .append("mode", row.mode)
            .append("noise", row.noise);
    if (row.comment != null) {
      group.append("comment", row.comment);
    }
    return group;
  }

  /** Writes all rows as GZIP. */
  void write(Path file, Configuration conf, UnaryOperator<ExampleParquetWriter.Builder> options)
      throws IOException {
    ExampleParquetWriter.Builder builder =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withConf(conf)
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding("noise", false)
            .withDictionaryEncoding("price", false)
            .withDictionaryEncoding("comment", false);
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer = options.apply(builder).build()) {
      for (int i = 0; i < ROWS; i++) {
        writer.write(group(groups, i));
      }
    }
  }

  /** Writes all rows as GZIP as MapReduce does, which knows nothing but configuration. */
  void writeByOutputFormat(Path file, Configuration conf) throws IOException, InterruptedException {
    GroupWriteSupport.setSchema(SCHEMA, conf);
    RecordWriter<Void, Group> writer =
        new ParquetOutputFormat<>(new GroupWriteSupport())
            .getRecordWriter(
                conf, hadoops(file), CompressionCodecName.GZIP, ParquetFileWriter.Mode.CREATE);
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    for (int i = 0; i < ROWS; i++) {
      writer.write(null, group(groups, i));
    }
    writer.close(null);
  }

  private static org.apache.hadoop.fs.Path hadoops(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }

  /** Reads a file and compares every value. */
  void assertIn(Path file, Configuration conf, UnaryOperator<ParquetReader.Builder<Group>> options)
      throws IOException {
    assertIn(new LocalInputFile(file), conf, options);
  }

  /** As above, by Hadoop's file system: for no other file does parquet ask about decryption. */
  void assertInHadoops(Path file, Configuration conf) throws IOException {
    assertIn(HadoopInputFile.fromPath(hadoops(file), conf), conf, UnaryOperator.identity());
  }

  private void assertIn(
      InputFile file, Configuration conf, UnaryOperator<ParquetReader.Builder<Group>> options)
      throws IOException {
    ParquetReader.Builder<Group> builder =
        new GroupReaderBuilder(file).withConf(conf).usePageChecksumVerification(true);
    try (ParquetReader<Group> reader = options.apply(builder).build()) {
      for (int i = 0; i < ROWS; i++) {
        Group group = reader.read();
        assertThat(group).as("row %d", i).isNotNull();
        assertThat(
                new Row(
                    group.getLong("id", 0),
                    group.getDouble("price", 0),
                    group.getString("mode", 0),
                    group.getFieldRepetitionCount("comment") == 0
                        ? null
                        : group.getString("comment", 0),
                    group.getLong("noise", 0)))
            .isEqualTo(row(i));
      }
      assertThat(reader.read()).isNull();
    }
  }

  private static final class GroupReaderBuilder extends ParquetReader.Builder<Group> {
    GroupReaderBuilder(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
