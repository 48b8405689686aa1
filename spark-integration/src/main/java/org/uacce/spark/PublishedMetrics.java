package org.uacce.spark;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.CodecMetric;

/**
 * Puts every {@link CodecMetric} into the registry that Spark gave the plugin, and with it into all
 * of Spark's sinks. They are read when a sink asks.
 */
final class PublishedMetrics {
  /** In front of the names that stand for the whole application, on the driver. */
  static final String APPLICATION_PREFIX = "application.";

  private static final Logger LOG = LoggerFactory.getLogger(PublishedMetrics.class);

  /** A counter that somebody else counts. */
  private static final class View extends Counter {
    private final ToLongFunction<CodecMetric> values;
    private final CodecMetric metric;

    View(ToLongFunction<CodecMetric> values, CodecMetric metric) {
      this.values = values;
      this.metric = metric;
    }

    @Override
    public long getCount() {
      return values.applyAsLong(metric);
    }
  }

  private PublishedMetrics() {}

  /** Registers all; a name that the registry refuses, since it has it, is left out and logged. */
  static void register(MetricRegistry registry, String prefix, ToLongFunction<CodecMetric> values) {
    List<String> refused = new ArrayList<>();
    for (CodecMetric metric : CodecMetric.values()) {
      try {
        registry.register(prefix + metric.id(), view(values, metric));
      } catch (IllegalArgumentException e) {
        refused.add(prefix + metric.id());
      }
    }
    if (!refused.isEmpty()) {
      LOG.warn("Cannot publish metrics whose names are taken: names={}", refused);
    }
  }

  private static Metric view(ToLongFunction<CodecMetric> values, CodecMetric metric) {
    return switch (metric.kind()) {
      case COUNTER -> new View(values, metric);
      case GAUGE -> (Gauge<Long>) () -> values.applyAsLong(metric);
    };
  }
}
