package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  void assertCompressed(List<Page> pages) {
    assertSum(
        sum(pages),
        CodecMetric.COMPRESS_JDK_BYTES,
        CodecMetric.COMPRESS_NATIVE_BYTES,
        CodecMetric.COMPRESS_STORED_BYTES);
  }

  void assertInflated(List<Page> pages) {
    assertSum(sum(pages), CodecMetric.DECOMPRESS_JDK_BYTES, CodecMetric.DECOMPRESS_NATIVE_BYTES);
  }

  /** For files whose pages cannot be looked at, and where others were at work too. */
  void assertCompressedAtLeast(long bytes) {
    assertThat(
            since(CodecMetric.COMPRESS_NATIVE_BYTES)
                + since(CodecMetric.COMPRESS_STORED_BYTES)
                + since(CodecMetric.COMPRESS_JDK_BYTES))
        .as("bytes compressed by our engines")
        .isGreaterThanOrEqualTo(bytes);
    assertNotByJdk(CodecMetric.COMPRESS_JDK_BYTES);
  }

  void assertInflatedAtLeast(long bytes) {
    assertThat(since(CodecMetric.DECOMPRESS_NATIVE_BYTES) + since(CodecMetric.DECOMPRESS_JDK_BYTES))
        .as("bytes inflated by our engines")
        .isGreaterThanOrEqualTo(bytes);
    assertNotByJdk(CodecMetric.DECOMPRESS_JDK_BYTES);
  }

  private static long sum(List<Page> pages) {
    return pages.stream().mapToLong(Page::bytes).sum();
  }

  private void assertSum(long expected, CodecMetric jdk, CodecMetric... others) {
    long sum = since(jdk) + Stream.of(others).mapToLong(this::since).sum();
    assertThat(sum).as("bytes through our engines").isEqualTo(expected);
    assertNotByJdk(jdk);
  }

  private void assertNotByJdk(CodecMetric jdk) {
    if (NATIVE_REQUIRED) {
      assertThat(since(jdk)).as(jdk.id()).isZero();
    }
  }

  private long since(CodecMetric metric) {
    return metric.value() - before.get(metric);
  }
}
