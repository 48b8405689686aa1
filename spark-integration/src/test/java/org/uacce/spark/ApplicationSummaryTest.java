package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

class ApplicationSummaryTest {
  private static String text(Map<CodecMetric, Long> values, List<String> silent) {
    return new ApplicationSummary(metric -> values.getOrDefault(metric, 0L)).text(3, silent);
  }

  @Test
  void shareRatioTimeAndReasonsAreThere() {
    String line =
        text(
            Map.of(
                CodecMetric.COMPRESS_DEVICE_BYTES, 3_000L,
                CodecMetric.COMPRESS_NATIVE_BYTES, 500L,
                CodecMetric.COMPRESS_STORED_BYTES, 500L,
                CodecMetric.COMPRESS_FILTER_SAVED_BYTES, 1_000L,
                CodecMetric.COMPRESS_OUTPUT_BYTES, 2_000L,
                CodecMetric.COMPRESS_ENGINE_NANOS, 1_250_000_000L,
                CodecMetric.DECOMPRESS_JDK_BYTES, 10L,
                CodecMetric.DEVICE_NO_BUFFER, 7L,
                CodecMetric.DEVICE_BUSY, 9L,
                CodecMetric.DECOMPRESS_LATE, 2L),
            List.of("4:17s"));
    assertThat(line)
        .isEqualTo(
            "compressed[bytes=4000 onDevice=3000 (75.0 %) ratio=2.50 cpuSeconds=1.25]"
                + " inflated[bytes=10 onDevice=0 (0.0 %) cpuSeconds=0.00]"
                + " inSoftware[noBuffer=7, helped=9, late=2] executors=3 silent[4:17s]");
  }

  @Test
  void nothingIsDividedByNothing() {
    assertThat(text(Map.of(), List.of()))
        .contains("compressed[bytes=0 onDevice=0 (0.0 %) ratio=1.00")
        .endsWith("inSoftware[] executors=3 silent[]");
  }

  @Test
  void aThousandSilentExecutorsAreStillOneLine() {
    List<String> silent = IntStream.range(0, 1_000).mapToObj(i -> i + ":11s").toList();
    assertThat(text(Map.of(), silent)).contains("9:11s, ... 1000 in all]").hasSizeLessThan(500);
  }
}
