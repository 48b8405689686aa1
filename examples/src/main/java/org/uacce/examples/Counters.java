package org.uacce.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.uacce.codec.CodecMetric;

/**
 * Everything that our codec counts in the JVM that runs a session's tasks: this one, or its one
 * executor. Our jar must be on the class path of both.
 */
final class Counters {
  private Counters() {}

  /** The sums so far, by {@link CodecMetric#id()}; asked by a Spark job. */
  static Map<String, Long> of(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(List.of(0), 1)
        .map(task -> here())
        .first();
  }

  private static Map<String, Long> here() {
    Map<String, Long> sums = new HashMap<>();
    for (CodecMetric metric : CodecMetric.values()) {
      if (metric.kind() == CodecMetric.Kind.COUNTER) {
        sums.put(metric.id(), metric.value());
      }
    }
    return sums;
  }

  /** What was counted between two looks. */
  static Map<String, Long> between(Map<String, Long> before, Map<String, Long> after) {
    Map<String, Long> counted = new TreeMap<>(after);
    counted.replaceAll((id, sum) -> sum - before.getOrDefault(id, 0L));
    return counted;
  }
}
