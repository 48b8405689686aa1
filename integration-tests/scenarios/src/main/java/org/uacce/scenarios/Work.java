package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.EnumMap;
import java.util.Map;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * What the codec did in this JVM since a moment: a test that compares data alone would also pass if
 * the codec were never asked.
 */
final class Work {
  private final Map<CodecMetric, Long> before = new EnumMap<>(CodecMetric.class);

  private Work() {
    for (CodecMetric metric : CodecMetric.values()) {
      before.put(metric, metric.value());
    }
  }

  static Work sinceNow() {
    return new Work();
  }

  long of(CodecMetric metric) {
    return metric.value() - before.get(metric);
  }

  /** Bytes that were written: by whichever engine, stored, or saved by the row filter. */
  long compressedBytes() {
    return of(CodecMetric.COMPRESS_FILTER_SAVED_BYTES)
        + of(CodecMetric.COMPRESS_NATIVE_BYTES)
        + of(CodecMetric.COMPRESS_JDK_BYTES)
        + of(CodecMetric.COMPRESS_STORED_BYTES);
  }

  /** Blocks were compressed and inflated, and all of them by the native library. */
  void assertNativeBothWays() {
    assertNativeCompression();
    assertNativeInflation();
  }

  /** Ends a test as skipped where no native library could be built, unless it is required. */
  static void assumeNative() {
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    if (!Boolean.getBoolean("uacce.native.required")) {
      assumeThat(loaded.binding()).as("native library: %s", loaded.attempts()).isNotNull();
    }
    assertThat(loaded.binding()).as("native library: %s", loaded.attempts()).isNotNull();
  }

  void assertNativeCompression() {
    assumeNative();
    assertThat(of(CodecMetric.COMPRESS_NATIVE_BLOCKS)).as("blocks compressed").isPositive();
    assertNoJdkTier();
  }

  void assertNativeInflation() {
    assumeNative();
    assertThat(of(CodecMetric.DECOMPRESS_NATIVE_BLOCKS)).as("blocks inflated").isPositive();
    assertNoJdkTier();
  }

  private void assertNoJdkTier() {
    assertThat(of(CodecMetric.COMPRESS_JDK_BLOCKS)).as("blocks compressed by the JDK").isZero();
    assertThat(of(CodecMetric.DECOMPRESS_JDK_BLOCKS)).as("blocks inflated by the JDK").isZero();
    assertThat(of(CodecMetric.NATIVE_FAILURES)).as("native failures").isZero();
  }
}
