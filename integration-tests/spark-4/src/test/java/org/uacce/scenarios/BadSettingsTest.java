package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.scenarios.Application.Delivery;

/**
 * What somebody who knows nothing of the codec sees in the driver's output of an application that
 * is configured wrongly. Neither driver nor executors end for it.
 */
@Order(22)
class BadSettingsTest {
  private static Application wrongLevel;
  private static Application noDevice;

  @BeforeAll
  static void submit() throws IOException {
    SharedSpark.stop();
    wrongLevel =
        submit("wrong-level", "local[1]", Map.of("spark.io.compression.uacce.level", "13"));
    noDevice =
        submit(
            "no-device",
            "local-cluster[1,1,1024]",
            Map.of("spark.io.compression.uacce.mode", "hardware"));
  }

  private static Application submit(String name, String master, Map<String, String> conf)
      throws IOException {
    Map<String, String> settings = new HashMap<>(conf);
    settings.put("spark.plugins", "org.uacce.spark.UaccePlugin");
    return new Application(name, Jdk.running(), master, Delivery.EXTRA_CLASS_PATH, settings);
  }

  @AfterAll
  static void stop() {
    for (Application application : new Application[] {wrongLevel, noDevice}) {
      if (application != null) {
        application.close();
      }
    }
  }

  @Test
  void wrongValueFailsTheFirstJobAndIsNamedWithItsRange() throws Exception {
    assertThat(wrongLevel.ask("facts").number("java")).isPositive();
    String message =
        "Cannot use the configured value: key=spark.io.compression.uacce.level value=13"
            + " range=0 to 12; correct it or remove the key";
    assertThat(wrongLevel.askInVain("query")).contains(message);
    assertThat(wrongLevel.output()).contains("CodecConfigurationException: " + message);
    assertThat(wrongLevel.finish()).isZero();
  }

  @Test
  void hardwareModeFailsTasksOfExecutorsThatHaveNoDevice() throws Exception {
    assumeFalse(Accelerator.isAvailable(), "this host has an accelerator");
    noDevice.askInVain("shuffle 1 2");
    assertThat(noDevice.output())
        .contains("AcceleratorUnavailableException")
        .contains("mode=hardware")
        .contains("Job aborted due to stage failure");
    // The plugin opened in the same mode, and neither it nor a failed task ended its executor.
    assertThat(noDevice.output()).doesNotContain("ExecutorLostFailure");
    assertThat(noDevice.finish()).isZero();
  }
}
