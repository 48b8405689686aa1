package org.uacce.it.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import org.uacce.codec.CodecMetric;

/** What our engines did since this was made; proves that the tests ran through them. */
final class NativeWork {
  private final long compressed = CodecMetric.COMPRESS_NATIVE_BYTES.value();
  private final long decompressed = CodecMetric.DECOMPRESS_NATIVE_BYTES.value();
  private final long byJdk = jdkBytes();

  private static long jdkBytes() {
    return CodecMetric.COMPRESS_JDK_BYTES.value() + CodecMetric.DECOMPRESS_JDK_BYTES.value();
  }

  /** Nothing went through our codec at all. */
  void assertNone() {
    assertThat(CodecMetric.COMPRESS_NATIVE_BYTES.value()).isEqualTo(compressed);
    assertThat(CodecMetric.DECOMPRESS_NATIVE_BYTES.value()).isEqualTo(decompressed);
    assertThat(jdkBytes()).isEqualTo(byJdk);
  }

  /** Uncompressed bytes that went through the native library, and none through java.util.zip. */
  void assertAtLeast(long compressedBytes, long decompressedBytes) {
    assertThat(CodecMetric.COMPRESS_NATIVE_BYTES.value() - compressed)
        .as("bytes compressed natively")
        .isGreaterThanOrEqualTo(compressedBytes);
    assertThat(CodecMetric.DECOMPRESS_NATIVE_BYTES.value() - decompressed)
        .as("bytes decompressed natively")
        .isGreaterThanOrEqualTo(decompressedBytes);
    assertThat(jdkBytes() - byJdk).as("bytes through java.util.zip").isZero();
  }
}
