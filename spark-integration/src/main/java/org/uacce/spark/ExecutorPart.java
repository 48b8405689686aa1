package org.uacce.spark;

import java.util.Map;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;

/**
 * The plugin on an executor: opens the device queues before the first task, takes back what tasks
 * leave at devices, and tells the driver what was counted.
 */
final class ExecutorPart implements ExecutorPlugin {
  private final ParquetHook parquet = new ParquetHook();
  private final QueueHold queues = new QueueHold();

  /** Null in local mode, where the driver's part sees the same numbers. */
  private MetricReporter reporter;

  private boolean running;

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    running = true;
    Guard.run("try assigned accelerators first", () -> AssignedDevices.prefer(context.resources()));
    Guard.run("hold the device queues", () -> queues.open(context.conf()));
    // Before the hook, whose self-test is counted on the driver too.
    Guard.run("publish metrics", () -> publish(context));
    Guard.run("install the Parquet hook", () -> parquet.open(context.conf()));
    Guard.run("prepare the first task", () -> Preparation.start(queues, reporter));
  }

  private void publish(PluginContext context) {
    String executor = context.executorID();
    if (!executor.equals(FrameCodec.DRIVER)) {
      PublishedMetrics.register(context.metricRegistry(), "", CodecMetric::value);
      reporter = new MetricReporter(executor, context::send);
    }
  }

  @Override
  public void onTaskSucceeded() {
    taskEnded();
  }

  @Override
  public void onTaskFailed(TaskFailedReason reason) {
    taskEnded();
  }

  private void taskEnded() {
    Guard.run("take back what a task left", Accelerator::abandonStreams);
    if (reporter != null) {
      Guard.run("report metrics", reporter::taskEnded);
    }
  }

  @Override
  public void shutdown() {
    if (!running) {
      return;
    }
    running = false;
    Guard.run("take the Parquet hook out", parquet::close);
    Guard.run("release the device queues", queues::close);
    if (reporter != null) {
      Guard.run("report metrics", reporter::close);
    }
  }
}
