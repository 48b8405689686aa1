package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.parquet.UacceParquet;

/**
 * The class path of this module has no Parquet: a failing plugin would stop driver and executors.
 * The scenarios of the integration tests run it with Parquet.
 */
class UaccePluginTest {
  private static PluginContext context(SparkConf conf) {
    return (PluginContext)
        Proxy.newProxyInstance(
            UaccePluginTest.class.getClassLoader(),
            new Class<?>[] {PluginContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("conf")) {
                return conf;
              }
              if (method.getName().equals("resources")) {
                return Map.of();
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @Test
  void parquetIsAbsentHere() {
    assertThatThrownBy(() -> Class.forName("org.apache.parquet.hadoop.CodecFactory"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void bothPartsLiveWithoutParquet() {
    UaccePlugin plugin = new UaccePlugin();
    DriverPlugin driver = plugin.driverPlugin();
    ExecutorPlugin executor = plugin.executorPlugin();
    PluginContext context = context(new SparkConf(false));

    assertThat(driver.init(null, context)).isEmpty();
    executor.init(context, Map.of());
    assertThat(UacceParquet.isInstalled()).isFalse();
    executor.shutdown();
    driver.shutdown();
    driver.shutdown();
  }

  @Test
  void theQueuesAreHeldByBothPartsUntilEachHasEnded() {
    UaccePlugin plugin = new UaccePlugin();
    DriverPlugin driver = plugin.driverPlugin();
    ExecutorPlugin executor = plugin.executorPlugin();
    driver.init(null, context(new SparkConf(false)));
    executor.init(context(new SparkConf(false)), Map.of());
    driver.shutdown();
    driver.shutdown();
    Accelerator.release(); // the executor's, so its own finds none
    assertThatThrownBy(executor::shutdown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("users=0");
  }

  @Test
  void nothingIsHeldWhenAnOptionIsOutOfRange() {
    ExecutorPlugin executor = new UaccePlugin().executorPlugin();
    for (String key :
        List.of(
            "spark.io.compression.uacce.depth", "spark.hadoop.io.compression.codec.uacce.depth")) {
      executor.init(context(new SparkConf(false).set(key, "1")), Map.of());
      executor.shutdown();
      assertThatThrownBy(Accelerator::release).isInstanceOf(IllegalStateException.class);
    }
  }
}
