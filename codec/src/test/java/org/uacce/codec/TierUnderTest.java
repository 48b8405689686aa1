package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.uacce.codec.engine.Engine;

/**
 * Which engine this JVM has to have, by {@code -Duacce.test.tier}: {@code native}, or {@code jdk}
 * with a library path that leads nowhere. Marks of the metrics prove that it did the work.
 */
public final class TierUnderTest {
  private static final boolean JDK = System.getProperty("uacce.test.tier", "").equals("jdk");

  /** The sums of one direction by engine. */
  public record Work(long nativeBytes, long jdkBytes, long storedBytes) {
    Work since(Work before) {
      return new Work(
          nativeBytes - before.nativeBytes,
          jdkBytes - before.jdkBytes,
          storedBytes - before.storedBytes);
    }

    long total() {
      return nativeBytes + jdkBytes + storedBytes;
    }
  }

  private TierUnderTest() {}

  static boolean isJdk() {
    return JDK;
  }

  /** Skips, with the loader's reasons, where there is no native library and none is required. */
  public static void check() {
    Engine engine = Engine.shared(CodecConfig.defaults(CodecOption.Purpose.SHUFFLE));
    if (JDK) {
      assertThat(engine.isNative()).as("the library path leads nowhere").isFalse();
      return;
    }
    if (!Boolean.getBoolean("uacce.native.required")) {
      Assumptions.assumeTrue(
          engine.isNative(), () -> "no native library on this machine: " + engine.attempts());
    }
    assertThat(engine.isNative()).as("%s", engine.attempts()).isTrue();
  }

  public static Work compressed() {
    return new Work(
        CodecMetric.COMPRESS_NATIVE_BYTES.value(),
        CodecMetric.COMPRESS_JDK_BYTES.value(),
        CodecMetric.COMPRESS_STORED_BYTES.value());
  }

  public static Work decompressed() {
    return new Work(
        CodecMetric.DECOMPRESS_NATIVE_BYTES.value(),
        CodecMetric.DECOMPRESS_JDK_BYTES.value(),
        CodecMetric.DECOMPRESS_STORED_BYTES.value());
  }

  /** Asserts that these bytes, and no others, went through this JVM's engine or were stored. */
  public static void assertDone(Work before, Work after, long bytes) {
    Work done = after.since(before);
    assertThat(done.total()).as("bytes counted: %s", done).isEqualTo(bytes);
    assertThat(JDK ? done.nativeBytes() : done.jdkBytes()).as("the other engine").isZero();
  }
}
