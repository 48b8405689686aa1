package org.uacce.spark;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Sends Parquet's GZIP pages through the codec on the driver and on every executor: {@code
 * spark.plugins=org.uacce.spark.UaccePlugin}. Spark's own codec setting does not need it, but gains
 * from it an orderly end: the device queues are closed and summed up in the log.
 *
 * <p>Nothing that fails here stops a driver or an executor: Parquet then keeps its own codec, and
 * one line of the log says why. What was installed is taken out again at an orderly shutdown.
 */
public final class UaccePlugin implements SparkPlugin {
  /** Made by Spark, by reflection. */
  public UaccePlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new OnDriver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  private static final class OnDriver implements DriverPlugin {
    private final ParquetHook parquet = new ParquetHook();
    private final QueueHold queues = new QueueHold();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      AssignedDevices.prefer(context.resources());
      queues.open(context.conf());
      parquet.open(context.conf());
      return Map.of();
    }

    @Override
    public void shutdown() {
      parquet.close();
      queues.close();
    }
  }

  private static final class OnExecutor implements ExecutorPlugin {
    private final ParquetHook parquet = new ParquetHook();
    private final QueueHold queues = new QueueHold();

    @Override
    public void init(PluginContext context, Map<String, String> fromDriver) {
      AssignedDevices.prefer(context.resources());
      queues.open(context.conf());
      parquet.open(context.conf());
    }

    @Override
    public void shutdown() {
      parquet.close();
      queues.close();
    }
  }
}
