package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.Verify;

/** What differs on the driver, which is where there is no SparkEnv of an executor. */
class FrameCodecTest {
  private static CodecConfig onDriver(String... keysAndValues) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set(FrameCodec.PREFIX + keysAndValues[i], keysAndValues[i + 1]);
    }
    return new FrameCodec(conf).configHere();
  }

  @Test
  void broadcastsAreProvedWhenTheUserHasNotDecided() {
    assertThat(onDriver().offload().verify().kind()).isEqualTo(Verify.Kind.FULL);
  }

  @Test
  void theDriverDoesAsItIsToldWhenTheUserHasDecided() {
    assertThat(onDriver("verify", "crc").offload().verify().kind()).isEqualTo(Verify.Kind.CRC);
    assertThat(onDriver("verify", "none").offload().verify().kind()).isEqualTo(Verify.Kind.NONE);
  }

  @Test
  void theDriverNeedsNoAcceleratorWhenExecutorsMustHaveOne() {
    assertThat(onDriver("mode", "hardware").mode()).isEqualTo(CodecConfig.Mode.AUTO);
    assertThat(onDriver("mode", "software").mode()).isEqualTo(CodecConfig.Mode.SOFTWARE);
  }
}
