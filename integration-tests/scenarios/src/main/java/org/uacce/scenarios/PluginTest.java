package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uacce.parquet.UacceParquet;

/**
 * The plugin's hold on Parquet follows the life of Spark. Last, since it stops the shared Spark.
 */
@Order(9)
@Tag("smoke")
class PluginTest {
  @Test
  void parquetIsInstalledWhileSparkRuns() {
    SharedSpark.stop();
    assertThat(UacceParquet.isInstalled()).isFalse();
    SharedSpark.with(SharedSpark.OURS);
    assertThat(UacceParquet.isInstalled()).isTrue();
    SharedSpark.stop();
    assertThat(UacceParquet.isInstalled()).isFalse();
  }
}
