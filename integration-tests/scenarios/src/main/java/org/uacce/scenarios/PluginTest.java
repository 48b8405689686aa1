package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uacce.parquet.UacceParquet;
import org.uacce.spark.UaccePlugin;

/** The plugin's hold on Parquet. Last, since it stops the shared Spark. */
@Order(9)
@Tag("smoke")
class PluginTest {
  private final DriverPlugin driver = new UaccePlugin().driverPlugin();
  private final ExecutorPlugin executor = new UaccePlugin().executorPlugin();

  @BeforeEach
  void stopSpark() {
    SharedSpark.stop();
    assertThat(UacceParquet.isInstalled()).isFalse();
  }

  private static PluginContext context(SparkConf conf) {
    return (PluginContext)
        Proxy.newProxyInstance(
            PluginTest.class.getClassLoader(),
            new Class<?>[] {PluginContext.class},
            (proxy, method, arguments) -> {
              return switch (method.getName()) {
                case "conf" -> conf;
                case "executorID" -> "driver";
                default -> throw new UnsupportedOperationException(method.getName());
              };
            });
  }

  /** In local mode the driver's part stops after the executor's. */
  @Test
  void lastPartOfTheJvmUninstalls() {
    PluginContext context = context(new SparkConf(false));
    assertThat(driver.init(null, context)).isEmpty();
    executor.init(context, Map.of());
    executor.shutdown();
    executor.shutdown();
    assertThat(UacceParquet.isInstalled()).isTrue();
    driver.shutdown();
    assertThat(UacceParquet.isInstalled()).isFalse();
  }

  @Test
  void whatTheProgramInstalledStays() {
    UacceParquet.install(new Configuration());
    executor.init(context(new SparkConf(false)), Map.of());
    executor.shutdown();
    assertThat(UacceParquet.isInstalled()).isTrue();
    UacceParquet.uninstall();
  }

  /** An exception would end the executor; the codec itself refuses the value where it is used. */
  @Test
  void badHadoopOptionStopsNothing() {
    SparkConf conf =
        new SparkConf(false).set("spark.hadoop.io.compression.codec.uacce.level", "13");
    try (CapturedLog log = new CapturedLog("org.uacce.spark.ParquetHook")) {
      executor.init(context(conf), Map.of());
      assertThat(log.messages())
          .anyMatch(line -> line.contains("key=io.compression.codec.uacce.level value=13"));
    }
    assertThat(UacceParquet.isInstalled()).isFalse();
    executor.shutdown();
  }
}
