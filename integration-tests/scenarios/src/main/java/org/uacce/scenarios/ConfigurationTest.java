package org.uacce.scenarios;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.io.CompressionCodec;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecConfigurationException;

/** What a user's options do, and what a user sees of a wrong one. */
@Order(0)
@Tag("smoke")
class ConfigurationTest {
  private static SparkConf conf(String key, String value) {
    return new SparkConf(false).set("spark.io.compression.uacce." + key, value);
  }

  /** Spark makes codecs by reflection and shows the cause in the same stack trace. */
  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void badValueNamesKeyValueAndRange(String name) {
    assertThatThrownBy(() -> CompressionCodec.createCodec(conf("level", "13"), name))
        .cause()
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessage(
            "Cannot use the configured value: key=spark.io.compression.uacce.level value=13"
                + " range=0 to 12; correct it or remove the key");
  }

  @Test
  void levelHolds() throws Exception {
    byte[] data = "a row like every other row; ".repeat(1_000).getBytes(US_ASCII);
    assertThat(compressedBytes(conf("level", "0"), data)).isGreaterThan(data.length);
    assertThat(compressedBytes(conf("level", "9"), data)).isLessThan(data.length / 20);
  }

  /** A driver often has no accelerator, and here neither Spark nor an executor runs. */
  @Test
  void hardwareModeDoesNotHoldOutsideExecutors() throws Exception {
    assertThat(SparkEnv.get()).isNull();
    assertThat(compressedBytes(conf("mode", "hardware"), new byte[100_000])).isPositive();
  }

  @Test
  void unknownKeyIsWarnedAboutOnce() {
    SparkConf conf = conf("levle", "1");
    try (CapturedLog log = new CapturedLog("org.uacce.codec.UnknownKeys")) {
      for (int i = 0; i < 100; i++) {
        CompressionCodec.createCodec(conf, SharedSpark.OURS);
        CompressionCodec.createCodec(conf.clone(), SharedSpark.PLAIN);
      }
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("key=spark.io.compression.uacce.levle")
          .contains("nearest=spark.io.compression.uacce.level");
    }
  }

  /** Spark makes a codec for every small thing it compresses: hundreds in a small query. */
  @Test
  void codecIsSmallToMake() {
    SparkConf conf = new SparkConf(false);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 100; i++) {
      CompressionCodec.createCodec(conf, SharedSpark.OURS);
    }
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      CompressionCodec.createCodec(conf, SharedSpark.OURS);
    }
    assertThat((thread.getCurrentThreadAllocatedBytes() - before) / 1_000)
        .as("bytes allocated per codec")
        .isLessThan(8 << 10);
  }

  private static int compressedBytes(SparkConf conf, byte[] data) throws Exception {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (OutputStream out =
        CompressionCodec.createCodec(conf, SharedSpark.OURS).compressedOutputStream(sink)) {
      out.write(data);
    }
    return sink.size();
  }
}
