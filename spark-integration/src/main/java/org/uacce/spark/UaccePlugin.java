package org.uacce.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * The plugin of driver and executors: {@code spark.plugins=org.uacce.spark.UaccePlugin}. It opens
 * the device queues before an executor's first task and closes them at its end, sends Parquet's
 * GZIP pages through the codec, takes back what tasks leave at devices, and publishes every {@link
 * org.uacce.codec.CodecMetric}: each JVM's own by its sinks, their sums by the driver's, and one
 * line of the driver's log at the end. Spark's own codec setting works without it.
 *
 * <p>Nothing that fails here stops a driver or an executor, whatever the mode: one line of the log
 * says what the application has to do without. What was installed is taken out again at an orderly
 * shutdown.
 */
public final class UaccePlugin implements SparkPlugin {
  /** Made by Spark, by reflection. */
  public UaccePlugin() {}

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPart();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPart();
  }
}
