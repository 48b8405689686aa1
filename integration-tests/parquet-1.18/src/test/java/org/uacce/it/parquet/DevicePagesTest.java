package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceCodecFactory;

/** Pages are compressed by the device where {@code mode=hardware} demands it. */
@Tag("device")
@EnabledIf(
    value = "org.uacce.codec.Accelerator#isAvailable",
    disabledReason = "no accelerator on this machine, and not under uacce-emu")
class DevicePagesTest {
  /** {@code minOffloadSize}. */
  private static final int THRESHOLD = 16 << 10;

  @TempDir Path folder;

  private final Configuration conf = new Configuration();
  private final Table table = new Table();

  private static long fallbacks() {
    long sum = 0;
    for (CodecMetric metric : CodecMetric.values()) {
      sum += metric.id().startsWith("device.fallback.") ? metric.value() : 0;
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void everyReaderReadsWhatTheDeviceWrote(WriterVersion version) throws Exception {
    Path file = folder.resolve("device.parquet");
    conf.set("io.compression.codec.uacce.mode", "hardware");
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    long before = fallbacks();
    table.write(
        file,
        conf,
        writer ->
            writer
                .withWriterVersion(version)
                .withPageRowCountLimit(3_000)
                .withCodecFactory(new UacceCodecFactory(conf)));
    long done = CodecMetric.COMPRESS_DEVICE_BLOCKS.value() - onDevice;
    long redone = fallbacks() - before;
    List<Page> pages = Page.of(file);
    // Noise grows on the device beyond what is worth having, and software stores it.
    long noise = pages.stream().filter(page -> page.column().equals("noise")).count();
    long large =
        pages.stream()
            .filter(page -> page.bytes() >= THRESHOLD && !page.column().equals("noise"))
            .count();
    System.out.printf(
        "Parquet %s: pages=%d large=%d on the device=%d redone in software=%d%n",
        version, pages.size(), large, done, redone);
    assertThat(done).isGreaterThanOrEqualTo(large - large / 100).isPositive();
    assertThat(redone).isLessThanOrEqualTo(noise + large / 100);
    for (Page page : pages) {
      if (!page.isAbsent()) {
        page.onlyMember();
      }
    }
    table.assertIn(file, conf, UnaryOperator.identity());
    table.assertIn(file, conf, reader -> reader.withCodecFactory(new UacceCodecFactory(conf)));
    DuckDb.assertReads(table, file);
  }
}
