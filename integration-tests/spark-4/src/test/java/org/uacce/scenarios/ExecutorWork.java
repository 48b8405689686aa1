package org.uacce.scenarios;

import java.util.Map;
import org.uacce.codec.CodecMetric;

/** What the codec did on a cluster's executors since a moment. */
final class ExecutorWork {
  private final Cluster cluster;
  private final Map<String, Map<String, Long>> before;
  private Map<String, Map<String, Long>> now;

  private ExecutorWork(Cluster cluster) {
    this.cluster = cluster;
    this.before = cluster.executors();
    this.now = before;
  }

  static ExecutorWork sinceNow(Cluster cluster) {
    return new ExecutorWork(cluster);
  }

  /** Asks the executors again; takes a job. */
  ExecutorWork upToNow() {
    now = cluster.executors();
    if (!now.keySet().equals(before.keySet())) {
      throw new AssertionError("executors came or went: " + before.keySet() + " " + now.keySet());
    }
    return this;
  }

  /** The sum over all executors. */
  long of(CodecMetric metric) {
    return sum(now, metric) - sum(before, metric);
  }

  private static long sum(Map<String, Map<String, Long>> executors, CodecMetric metric) {
    return executors.values().stream().mapToLong(counts -> counts.get(metric.id())).sum();
  }

  /** Blocks that were meant for the device and were done in software, whatever the reason. */
  long fallbacks() {
    long sum = 0;
    for (CodecMetric metric : CodecMetric.values()) {
      if (metric.id().startsWith("device.fallback.")) {
        sum += of(metric);
      }
    }
    return sum;
  }
}
