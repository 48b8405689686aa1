package org.uacce.scenarios;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.uacce.codec.CodecMetric;

/**
 * What {@link Program} says of one command: values by name. Those of a JVM of the application have
 * its executor's id in front, {@code 0.pid}; the driver's is {@code driver}.
 */
record Answer(Map<String, String> values) {
  static Answer of(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String pair : text.split("\t", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return new Answer(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new AssertionError("no such value: " + name + " of " + values);
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  /** The ids of all JVMs that answered, the driver's among them. */
  Set<String> jvms() {
    Set<String> ids = new TreeSet<>();
    for (String name : values.keySet()) {
      if (name.endsWith(".pid")) {
        ids.add(name.substring(0, name.length() - ".pid".length()));
      }
    }
    return ids;
  }

  Set<String> executors() {
    Set<String> ids = jvms();
    ids.remove("driver");
    return ids;
  }

  long of(String jvm, CodecMetric metric) {
    return number(jvm + "." + metric.id());
  }

  /** The sum over all JVMs. */
  long of(CodecMetric metric) {
    return jvms().stream().mapToLong(jvm -> of(jvm, metric)).sum();
  }

  /** Blocks that a JVM has written, however. */
  long blocksWritten(String jvm) {
    return of(jvm, CodecMetric.COMPRESS_NATIVE_BLOCKS)
        + of(jvm, CodecMetric.COMPRESS_DEVICE_BLOCKS)
        + of(jvm, CodecMetric.COMPRESS_JDK_BLOCKS)
        + of(jvm, CodecMetric.COMPRESS_STORED_BLOCKS);
  }
}
