package org.uacce.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** Text on a real HDFS, with the codec that Hadoop finds for the file's name. */
@ExtendWith(HdfsCluster.class)
class HdfsTextTest {
  private static final String OURS = "org.uacce.hadoop.";

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @CsvSource({"gz, GzipCodec", "deflate, DefaultCodec"})
  void eachReadsWhatTheOtherWrote(String extension, String hadoopName, Configuration conf)
      throws IOException {
    byte[] text = TestData.TEXT.bytes(8_000_000, Seed.random(extension));
    CompressionCodecFactory factory = new CompressionCodecFactory(conf);
    CompressionCodec ours = factory.getCodec(new Path("any." + extension));
    CompressionCodec theirs =
        factory.getCodecByClassName("org.apache.hadoop.io.compress." + hadoopName);
    assertThat(ours.getClass().getName()).startsWith(OURS);
    assertThat(theirs.getClass().getName()).doesNotStartWith(OURS);

    FileSystem files = FileSystem.get(conf);
    assertThat(files.getUri().getScheme()).isEqualTo("hdfs");
    Path byUs = new Path("/text/ours." + extension);
    Path byThem = new Path("/text/theirs." + extension);
    NativeWork work = new NativeWork();
    write(files, ours, byUs, text);
    write(files, theirs, byThem, text);
    assertThat(files.getFileStatus(byUs).getLen()).isLessThan(text.length / 2);
    assertThat(read(files, theirs, byUs)).isEqualTo(text);
    assertThat(read(files, ours, byThem)).isEqualTo(text);
    assertThat(read(files, ours, byUs)).isEqualTo(text);
    work.assertAtLeast(text.length, 2L * text.length);
  }

  private static void write(FileSystem files, CompressionCodec codec, Path path, byte[] text)
      throws IOException {
    try (OutputStream out = codec.createOutputStream(files.create(path))) {
      out.write(text);
    }
  }

  private static byte[] read(FileSystem files, CompressionCodec codec, Path path)
      throws IOException {
    try (InputStream in = codec.createInputStream(files.open(path))) {
      return in.readAllBytes();
    }
  }
}
