package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.Counter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;

/**
 * The class path of this module has no Parquet, and there is no SparkContext: a failing plugin
 * would stop driver and executors. The scenarios of the integration tests run it with both.
 */
class UaccePluginTest {
  private final DriverPlugin driver = new UaccePlugin().driverPlugin();
  private final ExecutorPlugin executor = new UaccePlugin().executorPlugin();
  private final FakeContext onDriver = new FakeContext("driver");
  private final FakeContext onExecutor = new FakeContext("1");

  private static MetricReport report(FakeContext context, int index) {
    return MetricReport.orNull(context.sent.get(index));
  }

  @Test
  void parquetIsAbsentHere() {
    assertThatThrownBy(() -> Class.forName("org.apache.parquet.hadoop.CodecFactory"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void bothPartsLiveWithoutParquetAndWithoutASparkContext() {
    assertThat(driver.init(null, onDriver)).isEmpty();
    driver.registerMetrics("application", onDriver);
    executor.init(onExecutor, Map.of());
    assertThat(UacceParquet.isInstalled()).isFalse();
    assertThat(CodecMetric.PARQUET_HOOK.value()).isZero();
    executor.onTaskSucceeded();
    executor.onTaskFailed(null);
    executor.shutdown();
    executor.shutdown();
    driver.shutdown();
    driver.shutdown();
  }

  @Test
  void everyMetricIsRegisteredByBothParts() {
    executor.init(onExecutor, Map.of());
    driver.init(null, onDriver);
    driver.registerMetrics("application", onDriver);
    String[] ids = Stream.of(CodecMetric.values()).map(CodecMetric::id).toArray(String[]::new);
    assertThat(onExecutor.registry.getNames()).containsExactlyInAnyOrder(ids);
    assertThat(onDriver.registry.getNames())
        .contains(ids)
        .contains(Stream.of(ids).map(id -> "application." + id).toArray(String[]::new))
        .hasSize(2 * ids.length);
    executor.shutdown();
    driver.shutdown();
  }

  /** There it is Spark's name for the driver: one JVM has one set of numbers. */
  @Test
  void theExecutorTellsAndPublishesNothingInLocalMode() {
    FakeContext local = new FakeContext("driver");
    executor.init(local, Map.of());
    CodecMetric.MALFORMED_INPUTS.add(1);
    executor.onTaskSucceeded();
    executor.shutdown();
    assertThat(local.registry.getNames()).isEmpty();
    assertThat(local.sent).isEmpty();
  }

  @Test
  void theDriverSumsUpWhatTheExecutorTells() throws Exception {
    driver.init(null, onDriver);
    driver.registerMetrics("application", onDriver);
    executor.init(onExecutor, Map.of());
    CodecMetric.MALFORMED_INPUTS.add(3);
    executor.onTaskSucceeded();
    executor.shutdown();

    assertThat(report(onExecutor, 0).executor()).isEqualTo("1");
    assertThat(report(onExecutor, 0).totals()).doesNotContainKey("decompress.malformed");
    assertThat(report(onExecutor, onExecutor.sent.size() - 1).last()).isTrue();
    for (Object message : onExecutor.sent) {
      assertThat(driver.receive(message)).as("answer to a one-way message").isNull();
    }
    assertThat(driver.receive("what is this?")).isNull();
    Counter sum = onDriver.registry.counter("application.decompress.malformed");
    // This JVM is the driver's too: once by its own counting, once by the executor's report.
    assertThat(sum.getCount()).isEqualTo(6);
    driver.shutdown();
  }

  @Test
  void whatTheRegistryRefusesIsLeftOut() {
    onExecutor.registry.counter("compress.native.blocks").inc(-77);
    executor.init(onExecutor, Map.of());
    assertThat(onExecutor.registry.counter("compress.native.blocks").getCount()).isEqualTo(-77);
    assertThat(onExecutor.registry.getNames()).hasSize(CodecMetric.values().length);
    executor.shutdown();
  }

  @Test
  void nothingStopsWhenTheDriverCannotBeReached() {
    onExecutor.failWith(new IllegalStateException("Driver endpoint is not known."));
    executor.init(onExecutor, Map.of());
    CodecMetric.MALFORMED_INPUTS.add(1);
    assertThatCode(
            () -> {
              executor.onTaskSucceeded();
              executor.shutdown();
            })
        .doesNotThrowAnyException();
    assertThat(onExecutor.sent).isEmpty();
  }

  @Test
  void hardwareModeStopsNeitherPartWhereThereIsNoDevice() {
    for (FakeContext context : List.of(onDriver, onExecutor)) {
      context.set("spark.io.compression.uacce.mode", "hardware");
    }
    driver.init(null, onDriver);
    executor.init(onExecutor, Map.of());
    executor.shutdown();
    driver.shutdown();
  }

  @Test
  void theQueuesAreHeldByBothPartsUntilEachHasEnded() {
    driver.init(null, onDriver);
    executor.init(onExecutor, Map.of());
    driver.shutdown();
    driver.shutdown();
    Accelerator.release(); // the executor's, so there is none left
    assertThatThrownBy(Accelerator::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("users=0");
    assertThatCode(executor::shutdown).doesNotThrowAnyException();
  }

  @Test
  void nothingIsHeldWhenAnOptionIsOutOfRange() {
    for (String key :
        List.of(
            "spark.io.compression.uacce.depth", "spark.hadoop.io.compression.codec.uacce.depth")) {
      ExecutorPlugin part = new UaccePlugin().executorPlugin();
      part.init(new FakeContext("1").set(key, "1"), Map.of());
      part.shutdown();
      assertThatThrownBy(Accelerator::release).isInstanceOf(IllegalStateException.class);
    }
  }
}
