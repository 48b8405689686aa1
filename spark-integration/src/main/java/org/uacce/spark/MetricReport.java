package org.uacce.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * What one executor tells the driver: its numbers since it began, of those that have changed since
 * it last told. Totals and not differences, so that a message that is lost, or comes twice, makes
 * no number wrong for good.
 *
 * <p>It travels as a {@code HashMap} of the JDK's own types: Spark's driver deserialises it with a
 * class loader that may not know our jar, and driver and executors may have jars of different
 * releases. A key or metric that a receiver does not know it passes over; a number that is missing
 * has not changed.
 *
 * @param executor Spark's name of it
 * @param startedMillis when its plugin began, by its clock: tells executors of one name apart
 * @param sequence grows with each report
 * @param last whether the executor is ending in order, and reports no more
 * @param totals by {@link org.uacce.codec.CodecMetric#id()}
 */
record MetricReport(
    String executor, long startedMillis, long sequence, boolean last, Map<String, Long> totals) {
  private static final String EXECUTOR = "executor";
  private static final String STARTED = "startedMillis";
  private static final String SEQUENCE = "sequence";
  private static final String LAST = "last";
  private static final String TOTALS = "totals";

  HashMap<String, Serializable> toMessage() {
    HashMap<String, Serializable> message = new HashMap<>();
    message.put(EXECUTOR, executor);
    message.put(STARTED, startedMillis);
    message.put(SEQUENCE, sequence);
    message.put(LAST, last);
    message.put(TOTALS, new HashMap<>(totals));
    return message;
  }

  /** The report in a message; null if there is none in it. */
  static MetricReport orNull(Object message) {
    if (message instanceof Map<?, ?> fields
        && fields.get(EXECUTOR) instanceof String executor
        && fields.get(STARTED) instanceof Long startedMillis
        && fields.get(SEQUENCE) instanceof Long sequence
        && fields.get(TOTALS) instanceof Map<?, ?> found) {
      Map<String, Long> totals = new HashMap<>();
      found.forEach(
          (id, total) -> {
            if (id instanceof String name && total instanceof Long number) {
              totals.put(name, number);
            }
          });
      boolean last = Boolean.TRUE.equals(fields.get(LAST));
      return new MetricReport(executor, startedMillis, sequence, last, totals);
    }
    return null;
  }
}
