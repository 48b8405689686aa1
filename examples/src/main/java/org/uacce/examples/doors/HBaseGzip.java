package org.uacce.examples.doors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.KeyValue;
import org.apache.hadoop.hbase.io.compress.Compression.Algorithm;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.io.hfile.HFileContextBuilder;
import org.apache.hadoop.hbase.io.hfile.HFileScanner;

/**
 * HBase's files with the compression {@code GZ}, as a region server writes and reads them. Run it:
 * {@code examples/door.sh HBaseGzip FOLDER}.
 *
 * <p>On a cluster the key of {@link #configuration} stands in every server's {@code
 * hbase-site.xml}, with our jar on its class path; tables keep {@code COMPRESSION => 'GZ'}.
 */
final class HBaseGzip implements Door {
  private static final byte[] FAMILY = {'f'};
  private static final byte[] COLUMN = {'c'};

  private final Configuration conf;

  HBaseGzip(Configuration conf) {
    this.conf = conf;
    // HBase makes the codec once in a JVM, from the files on its class path; here there are none.
    Algorithm.GZ.reload(conf);
  }

  public static void main(String[] args) throws Exception {
    Door.open(new HBaseGzip(configuration()), args);
  }

  static Configuration configuration() {
    Configuration conf = HBaseConfiguration.create();
    conf.set("hbase.io.compress.gz.codec", "org.uacce.hadoop.UacceGzipCodec");
    return conf;
  }

  private static org.apache.hadoop.fs.Path file(Path folder) {
    return new org.apache.hadoop.fs.Path(folder.resolve("orders.hfile").toUri());
  }

  @Override
  public void write(Path folder) throws IOException {
    try (HFile.Writer writer =
        HFile.getWriterFactory(conf, new CacheConfig(conf))
            .withPath(FileSystem.getLocal(conf), file(folder))
            .withFileContext(new HFileContextBuilder().withCompression(Algorithm.GZ).build())
            .create()) {
      for (int i = 0; i < RECORDS; i++) {
        writer.append(new KeyValue(row(i), FAMILY, COLUMN, 1, value(i)));
      }
    }
  }

  @Override
  public int read(Path folder) throws IOException {
    try (HFile.Reader reader =
        HFile.createReader(
            FileSystem.getLocal(conf), file(folder), new CacheConfig(conf), true, conf)) {
      HFileScanner scanner = reader.getScanner(conf, false, false);
      int records = 0;
      boolean more = scanner.seekTo();
      while (more && same(scanner.getCell().getValueArray(), scanner, records)) {
        records++;
        more = scanner.next();
      }
      return records;
    }
  }

  private static boolean same(byte[] array, HFileScanner scanner, int i) {
    int at = scanner.getCell().getValueOffset();
    int length = scanner.getCell().getValueLength();
    return new String(array, at, length, StandardCharsets.UTF_8).equals(Door.record(i));
  }

  /** Rows stand in the order of their bytes. */
  private static byte[] row(int i) {
    return "%08d".formatted(i).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] value(int i) {
    return Door.record(i).getBytes(StandardCharsets.UTF_8);
  }
}
