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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** Files on HDFS are written by the device where {@code mode=hardware} demands it. */
@Tag("device")
@EnabledIf(
    value = "org.uacce.codec.Accelerator#isAvailable",
    disabledReason = "no accelerator on this machine, and not under uacce-emu")
@ExtendWith(HdfsCluster.class)
class HdfsDeviceTest {
  private static final int BLOCK = 64 << 10;

  private static long fallbacks() {
    long sum = 0;
    for (CodecMetric metric : CodecMetric.values()) {
      sum += metric.id().startsWith("device.fallback.") ? metric.value() : 0;
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "gz, UacceGzipCodec, GzipCodec",
    "gz, UacceSplittableGzipCodec, GzipCodec",
    "deflate, UacceDeflateCodec, DefaultCodec"
  })
  void hadoopReadsWhatTheDeviceWrote(
      String extension, String ourName, String hadoopName, Configuration conf) throws IOException {
    conf.set("io.compression.codecs", "org.uacce.hadoop." + ourName);
    int blocks = Math.max(150, Seed.times(5_000));
    byte[] text = TestData.TEXT.bytes(blocks * BLOCK, Seed.random("device " + ourName));
    conf.set("io.compression.codec.uacce.mode", "hardware");
    conf.setInt("io.compression.codec.uacce.blockSize", BLOCK);
    CompressionCodecFactory factory = new CompressionCodecFactory(conf);
    CompressionCodec ours = factory.getCodec(new Path("any." + extension));
    CompressionCodec theirs =
        factory.getCodecByClassName("org.apache.hadoop.io.compress." + hadoopName);
    FileSystem files = FileSystem.get(conf);
    Path path = new Path("/device/" + ourName + "." + extension);
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    long before = fallbacks();
    try (OutputStream out = ours.createOutputStream(files.create(path))) {
      out.write(text);
    }
    long done = CodecMetric.COMPRESS_DEVICE_BLOCKS.value() - onDevice;
    long redone = fallbacks() - before;
    System.out.printf(
        "HDFS %s: blocks=%d on the device=%d redone in software=%d%n",
        ourName, blocks, done, redone);
    // The last one ends the member, and may be a block of its own; those of BGZF are smaller.
    assertThat(done + redone).isBetween((long) blocks, blocks + 1L + blocks / 250);
    assertThat(redone).isLessThanOrEqualTo(blocks / 100);
    try (InputStream in = theirs.createInputStream(files.open(path))) {
      assertThat(in.readAllBytes()).isEqualTo(text);
    }
    try (InputStream in = ours.createInputStream(files.open(path))) {
      assertThat(in.readAllBytes()).isEqualTo(text);
    }
  }
}
