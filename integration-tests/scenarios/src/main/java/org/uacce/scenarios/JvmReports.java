package org.uacce.scenarios;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;
import org.uacce.parquet.UacceParquet;

/** What every JVM of an application says of itself. */
final class JvmReports {
  private static final long LIMIT_SECONDS = 120;

  /** Long enough for the scheduler to give the next task to somebody else. */
  static final long TASK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final JavaSparkContext context;

  JvmReports(JavaSparkContext context) {
    this.context = context;
  }

  private record Report(String jvm, HashMap<String, String> values) implements Serializable {}

  /**
   * Puts the driver's values and those of so many executors, each behind its id and a dot: the
   * {@link CodecMetric}s, and {@code pid}, {@code java}, {@code parquet} (whether Parquet's hook is
   * installed), {@code device} (whether the accelerator can be used) and {@code loader}.
   *
   * @param executors to wait for; 0 in local mode
   */
  void all(int executors, Map<String, String> answer) {
    Map<String, Report> reports = new TreeMap<>();
    long start = System.nanoTime();
    do {
      reports.clear();
      int tasks = Math.max(1, 4 * executors);
      context
          .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
          .mapPartitions(JvmReports::ofThisJvm)
          .collect()
          .forEach(report -> reports.put(report.jvm, report));
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new IllegalStateException(
            "Too few executors answer: wanted=" + executors + " answered=" + reports.keySet());
      }
    } while (reports.size() < executors);
    Report driver = ofThisJvm(Set.<Integer>of().iterator()).next();
    reports.put(driver.jvm, driver);
    for (Report report : reports.values()) {
      report.values.forEach((name, value) -> answer.put(report.jvm + "." + name, value));
    }
  }

  private static Iterator<Report> ofThisJvm(Iterator<Integer> ignored) {
    LockSupport.parkNanos(TASK_NANOS);
    HashMap<String, String> values = new HashMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      values.put(metric.id(), Long.toString(metric.value()));
    }
    values.put("pid", Long.toString(ProcessHandle.current().pid()));
    values.put("java", Integer.toString(Runtime.version().feature()));
    values.put("parquet", Boolean.toString(UacceParquet.isInstalled()));
    values.put("device", Boolean.toString(Accelerator.isAvailable()));
    values.put("loader", CodecMetric.class.getClassLoader().getClass().getSimpleName());
    return List.of(new Report(SparkEnv.get().executorId(), values)).iterator();
  }
}
