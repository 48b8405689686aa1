package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.uacce.codec.CodecMetric;

/** What the engines have done since this was made. */
final class EngineBytes {
  private static final boolean NATIVE_REQUIRED = Boolean.getBoolean("uacce.native.required");

  private final Map<CodecMetric, Long> before =
      Stream.of(CodecMetric.values())
          .collect(Collectors.toMap(Function.identity(), CodecMetric::value));

  long since(CodecMetric metric) {
    return metric.value() - before.get(metric);
  }

  void assertCompressed(long bytes) {
    assertThat(
            since(CodecMetric.COMPRESS_NATIVE_BYTES)
                + since(CodecMetric.COMPRESS_STORED_BYTES)
                + since(CodecMetric.COMPRESS_JDK_BYTES))
        .as("bytes compressed by our engines")
        .isEqualTo(bytes);
    assertNotByJdk(CodecMetric.COMPRESS_JDK_BYTES);
  }

  void assertInflated(long bytes) {
    assertThat(since(CodecMetric.DECOMPRESS_NATIVE_BYTES) + since(CodecMetric.DECOMPRESS_JDK_BYTES))
        .as("bytes inflated by our engines")
        .isEqualTo(bytes);
    assertNotByJdk(CodecMetric.DECOMPRESS_JDK_BYTES);
  }

  private void assertNotByJdk(CodecMetric metric) {
    if (NATIVE_REQUIRED) {
      assertThat(since(metric)).as(metric.id()).isZero();
    }
  }
}
