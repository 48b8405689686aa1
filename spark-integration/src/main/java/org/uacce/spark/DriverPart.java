package org.uacce.spark;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.CodecMetric;

/** The plugin on the driver: sums up and publishes what all JVMs of the application count. */
final class DriverPart implements DriverPlugin {
  /**
   * Executors end by themselves while the driver does; what they tell last comes in milliseconds.
   */
  private static final long WAIT_FOR_LAST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final Logger LOG = LoggerFactory.getLogger(DriverPart.class);

  private final ParquetHook parquet = new ParquetHook();
  private final QueueHold queues = new QueueHold();
  private final ApplicationMetrics metrics = new ApplicationMetrics();
  private boolean running;

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    running = true;
    Guard.run("try assigned accelerators first", () -> AssignedDevices.prefer(context.resources()));
    Guard.run("hold the device queues", () -> queues.open(context.conf()));
    Guard.run("install the Parquet hook", () -> parquet.open(context.conf()));
    Guard.run("watch executors", () -> spark.addSparkListener(new Removals()));
    return Map.of();
  }

  /** Called once the application has its id, without which a sink has no name for the numbers. */
  @Override
  public void registerMetrics(String application, PluginContext context) {
    Guard.run(
        "publish metrics",
        () -> {
          PublishedMetrics.register(context.metricRegistry(), "", CodecMetric::value);
          PublishedMetrics.register(
              context.metricRegistry(), PublishedMetrics.APPLICATION_PREFIX, metrics::value);
        });
  }

  /** Never answers: Spark warns of answers that nobody asked for. */
  @Override
  public Object receive(Object message) {
    MetricReport report = MetricReport.orNull(message);
    if (report == null) {
      LOG.debug("Passing over a message that is no report: {}", message);
    } else {
      metrics.accept(report);
    }
    return null;
  }

  @Override
  public void shutdown() {
    if (!running) {
      return;
    }
    running = false;
    Guard.run("sum up the application", this::sumUp);
    Guard.run("take the Parquet hook out", parquet::close);
    Guard.run("release the device queues", queues::close);
  }

  private void sumUp() {
    try {
      metrics.awaitLast(WAIT_FOR_LAST_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.info(
        "The application ends: {}",
        new ApplicationSummary(metrics::value)
            .text(metrics.executors(), metrics.silentFor(SILENT_NANOS)));
  }

  private final class Removals extends SparkListener {
    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      metrics.removed(removed.executorId());
    }
  }
}
