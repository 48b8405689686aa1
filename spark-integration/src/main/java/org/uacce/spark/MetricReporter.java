package org.uacce.spark;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.CodecMetric;

/**
 * Tells the driver what an executor's JVM has counted since this was made: when a task has ended,
 * at most once in an interval, and at the end. A daemon thread does it, at once or at the end of
 * the interval; it lives only while something is to be told.
 *
 * <p>A driver that cannot be reached costs nothing but its numbers: they are tried again with the
 * next report. Any thread.
 */
final class MetricReporter implements AutoCloseable {
  /** Sends one message to the driver, without waiting for it to arrive. */
  interface Sender {
    /** Scala's methods throw what they do not declare. */
    void send(Object message) throws Exception;
  }

  /** The least time between two reports: a driver has them from hundreds of executors. */
  static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final Logger LOG = LoggerFactory.getLogger(MetricReporter.class);

  private final String executor;
  private final Sender sender;
  private final ToLongFunction<CodecMetric> numbers;
  private final long intervalNanos;
  private final long startedMillis = System.currentTimeMillis();
  private final Map<CodecMetric, Long> before = new EnumMap<>(CodecMetric.class);
  private final Map<CodecMetric, Long> told = new EnumMap<>(CodecMetric.class);

  private long sequence;
  private long lastNanos;
  private boolean unreachable;
  private boolean closed;

  /** Null unless something is to be told. */
  private Thread teller;

  MetricReporter(String executor, Sender sender) {
    this(executor, sender, CodecMetric::value, INTERVAL_NANOS);
  }

  MetricReporter(
      String executor, Sender sender, ToLongFunction<CodecMetric> numbers, long intervalNanos) {
    this.executor = executor;
    this.sender = sender;
    this.numbers = numbers;
    this.intervalNanos = intervalNanos;
    this.lastNanos = System.nanoTime() - intervalNanos;
    for (CodecMetric metric : CodecMetric.values()) {
      before.put(
          metric, metric.kind() == CodecMetric.Kind.COUNTER ? numbers.applyAsLong(metric) : 0);
      told.put(metric, 0L);
    }
  }

  /** Makes the driver know this executor, whether it has anything to tell or not. */
  void hello() {
    tell(false);
  }

  /** Called at the end of each task, by its thread, which never waits for the driver. */
  synchronized void taskEnded() {
    if (closed || teller != null || changed().isEmpty()) {
      return;
    }
    teller = new Thread(() -> Guard.run("report metrics", this::tellWhenDue), "uacce-metrics");
    teller.setDaemon(true);
    teller.start();
  }

  private void tellWhenDue() {
    try {
      while (awaitDue()) {
        tell(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended();
    }
  }

  private synchronized boolean awaitDue() throws InterruptedException {
    while (!closed && !changed().isEmpty()) {
      long left = lastNanos + intervalNanos - System.nanoTime();
      if (left <= 0) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    // Under the lock under which nothing was left: the next task's end starts another.
    teller = null;
    return false;
  }

  private synchronized void ended() {
    if (teller == Thread.currentThread()) {
      teller = null;
    }
  }

  /** Tells what is left, and that there is no more. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    tell(true);
  }

  private Map<CodecMetric, Long> changed() {
    Map<CodecMetric, Long> changed = new EnumMap<>(CodecMetric.class);
    for (CodecMetric metric : CodecMetric.values()) {
      long total = numbers.applyAsLong(metric) - before.get(metric);
      if (total != told.get(metric)) {
        changed.put(metric, total);
      }
    }
    return changed;
  }

  private synchronized MetricReport next(Map<CodecMetric, Long> changed, boolean last) {
    changed.putAll(changed());
    Map<String, Long> totals = new HashMap<>();
    changed.forEach((metric, total) -> totals.put(metric.id(), total));
    lastNanos = System.nanoTime();
    sequence++;
    return new MetricReport(executor, startedMillis, sequence, last, totals);
  }

  /** Outside the lock: the first message of all asks the driver where its plugin is, and waits. */
  private void tell(boolean last) {
    Map<CodecMetric, Long> changed = new EnumMap<>(CodecMetric.class);
    MetricReport report = next(changed, last);
    try {
      sender.send(report.toMessage());
      told(changed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      failed(e);
    }
  }

  private synchronized void told(Map<CodecMetric, Long> changed) {
    told.putAll(changed);
    unreachable = false;
  }

  private synchronized void failed(Exception e) {
    if (!unreachable) {
      unreachable = true;
      LOG.warn(
          "Cannot report metrics to the driver: executor={} cause=\"{}\"; the next report has them",
          executor,
          e.toString());
    }
  }
}
