package org.uacce.spark;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.uacce.codec.CodecMetric;

/**
 * The numbers of one application, on its driver: those of the driver's own JVM since this was made,
 * and those that executors have reported. What a lost executor has counted stays in the sums; what
 * it held, its gauges, does not. In local mode the one JVM reports nothing to itself, so that it is
 * counted once.
 *
 * <p>Keeps about 2 KiB for each executor that there ever was. Any thread.
 */
final class ApplicationMetrics {
  private record Reporter(String executor, long startedMillis) {}

  private static final class Executor {
    final Map<CodecMetric, Long> totals = new EnumMap<>(CodecMetric.class);
    long sequence;
    long reportNanos;
    boolean last;
    boolean removed;
  }

  private static final Map<String, CodecMetric> BY_ID = new HashMap<>();

  static {
    for (CodecMetric metric : CodecMetric.values()) {
      BY_ID.put(metric.id(), metric);
    }
  }

  private final ToLongFunction<CodecMetric> here;
  private final LongSupplier clock;
  private final Map<CodecMetric, Long> before = new EnumMap<>(CodecMetric.class);
  private final Map<CodecMetric, Long> reported = new EnumMap<>(CodecMetric.class);
  private final Map<Reporter, Executor> executors = new HashMap<>();

  ApplicationMetrics() {
    this(CodecMetric::value, System::nanoTime);
  }

  /**
   * @param here the numbers of this JVM
   * @param clock {@link System#nanoTime()}
   */
  ApplicationMetrics(ToLongFunction<CodecMetric> here, LongSupplier clock) {
    this.here = here;
    this.clock = clock;
    for (CodecMetric metric : CodecMetric.values()) {
      before.put(metric, metric.kind() == CodecMetric.Kind.COUNTER ? here.applyAsLong(metric) : 0);
      reported.put(metric, 0L);
    }
  }

  /** The sum over the driver and all executors. */
  synchronized long value(CodecMetric metric) {
    return here.applyAsLong(metric) - before.get(metric) + reported.get(metric);
  }

  /** Takes a report; one that came late, or twice, changes nothing. */
  synchronized void accept(MetricReport report) {
    Executor executor =
        executors.computeIfAbsent(
            new Reporter(report.executor(), report.startedMillis()), reporter -> new Executor());
    if (report.sequence() <= executor.sequence) {
      return;
    }
    executor.sequence = report.sequence();
    executor.reportNanos = clock.getAsLong();
    report
        .totals()
        .forEach(
            (id, total) -> {
              CodecMetric metric = BY_ID.get(id);
              if (metric != null) {
                count(executor, metric, total);
              }
            });
    if (report.last()) {
      executor.last = true;
      dropGauges(executor);
    }
    notifyAll();
  }

  private void count(Executor executor, CodecMetric metric, long total) {
    boolean gone = executor.removed && metric.kind() == CodecMetric.Kind.GAUGE;
    Long old = executor.totals.put(metric, gone ? 0L : total);
    reported.merge(metric, (gone ? 0 : total) - (old == null ? 0 : old), Long::sum);
  }

  private void dropGauges(Executor executor) {
    for (CodecMetric metric : CodecMetric.values()) {
      if (metric.kind() == CodecMetric.Kind.GAUGE && executor.totals.containsKey(metric)) {
        count(executor, metric, 0);
      }
    }
  }

  /** Spark has lost the executor, or ended it. */
  synchronized void removed(String name) {
    executors.forEach(
        (reporter, executor) -> {
          if (reporter.executor().equals(name) && !executor.removed) {
            dropGauges(executor);
            executor.removed = true;
          }
        });
    notifyAll();
  }

  /** How many executors have ever reported. */
  synchronized int executors() {
    return executors.size();
  }

  /**
   * Waits until every executor that is not lost has ended in order and told the last of its
   * numbers.
   *
   * @param nanos the longest wait
   */
  synchronized void awaitLast(long nanos) throws InterruptedException {
    long end = clock.getAsLong() + nanos;
    while (executors.values().stream().anyMatch(each -> !each.last && !each.removed)) {
      long left = end - clock.getAsLong();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /**
   * Those that did not end in order and whose last report is older, with its age: numbers of theirs
   * may be missing.
   */
  synchronized List<String> silentFor(long nanos) {
    long now = clock.getAsLong();
    List<String> silent = new ArrayList<>();
    executors.forEach(
        (reporter, executor) -> {
          long age = now - executor.reportNanos;
          if (!executor.last && age > nanos) {
            silent.add(reporter.executor() + ":" + TimeUnit.NANOSECONDS.toSeconds(age) + "s");
          }
        });
    silent.sort(null);
    return silent;
  }
}
