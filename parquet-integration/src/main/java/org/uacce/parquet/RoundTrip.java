package org.uacce.parquet;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.parquet.crypto.EncryptionPropertiesFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.uacce.codec.CodecMetric;
import org.uacce.hadoop.UacceGzipCodec;

/**
 * One GZIP file of one column, written and read in memory by a parquet that makes its own codec
 * factory. The counters that it looks at are those of the JVM, so with other users at work they
 * alone prove nothing; the codec that parquet resolves is looked at first.
 */
final class RoundTrip {
  private static final String COLUMN = "n";
  private static final int ROWS = 1024;
  private static final int PAGE_BYTES = ROWS * Long.BYTES;

  /** What it means that parquet resolves our codec and does not use it, and what to do. */
  private static final String PAST_THE_CODEC =
      "; this parquet does GZIP itself and asks no Hadoop codec: use parquet 1.13 to 1.18, or hand"
          + " UacceCodecFactory to readers and writers";

  private RoundTrip() {}

  /** Returns why GZIP pages do not run through our codec, or null when they do. */
  static String fault(Configuration base) throws IOException {
    Configuration conf = new Configuration(base);
    conf.unset(EncryptionPropertiesFactory.CRYPTO_FACTORY_CLASS_PROPERTY_NAME);
    CompressionCodec resolved = new GzipEntries(conf).resolved();
    if (!(resolved instanceof UacceGzipCodec)) {
      return "parquet resolves another codec: class="
          + resolved.getClass().getName()
          + " loader="
          + resolved.getClass().getClassLoader();
    }
    MemoryFile file = new MemoryFile();
    long before = bytesThroughEngines("compress.");
    write(file, conf);
    long compressed = bytesThroughEngines("compress.") - before;
    if (compressed < PAGE_BYTES) {
      return "a page was written past the codec: bytes="
          + compressed
          + " expected="
          + PAGE_BYTES
          + PAST_THE_CODEC;
    }
    before = bytesThroughEngines("decompress.");
    int row = firstDifferentRow(file, conf);
    long inflated = bytesThroughEngines("decompress.") - before;
    if (row != ROWS) {
      return "a page came back different: row=" + row + " rows=" + ROWS;
    }
    if (inflated < PAGE_BYTES) {
      return "a page was read past the codec: bytes="
          + inflated
          + " expected="
          + PAGE_BYTES
          + PAST_THE_CODEC;
    }
    return null;
  }

  private static void write(MemoryFile file, Configuration conf) throws IOException {
    MessageType schema =
        Types.buildMessage().required(PrimitiveTypeName.INT64).named(COLUMN).named("self_test");
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withConf(conf)
            .withType(schema)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withDictionaryEncoding(false)
            .build()) {
      for (int row = 0; row < ROWS; row++) {
        writer.write(groups.newGroup().append(COLUMN, value(row)));
      }
    }
  }

  /** {@link #ROWS} when all rows are as written and nothing follows them. */
  private static int firstDifferentRow(MemoryFile file, Configuration conf) throws IOException {
    try (ParquetReader<Group> reader = new GroupReaderBuilder(file).withConf(conf).build()) {
      for (int row = 0; row < ROWS; row++) {
        Group group = reader.read();
        if (group == null || group.getLong(COLUMN, 0) != value(row)) {
          return row;
        }
      }
      return reader.read() == null ? ROWS : ROWS + 1;
    }
  }

  private static long value(int row) {
    return (row * 0x9E3779B97F4A7C15L) >>> 32;
  }

  private static long bytesThroughEngines(String direction) {
    return Arrays.stream(CodecMetric.values())
        .filter(metric -> metric != CodecMetric.COMPRESS_OUTPUT_BYTES)
        .filter(metric -> metric.id().startsWith(direction) && metric.id().endsWith(".bytes"))
        .mapToLong(CodecMetric::value)
        .sum();
  }

  private static final class GroupReaderBuilder extends ParquetReader.Builder<Group> {
    GroupReaderBuilder(MemoryFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
