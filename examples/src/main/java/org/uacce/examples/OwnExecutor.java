package org.uacce.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Spark with an executor in a JVM of its own. In local mode the driver runs the tasks, and on a
 * driver {@code mode=hardware} does not hold for what Spark itself compresses.
 */
final class OwnExecutor {
  private static final int MEGABYTES = 2048;

  /** The codec's: a device that gave wrong data is used on. For the demonstration of faults. */
  private static final String HELD_CLOSED = "uacce.breaker.heldClosed";

  private OwnExecutor() {}

  /**
   * Makes of a folder what Spark's workers take for an installation. All classes come otherwise.
   */
  private static void layOut(Path home) throws IOException {
    Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("RELEASE"), "");
  }

  /** What the JVM with Spark's driver needs. */
  static Map<String, String> environment(Path home) throws IOException {
    layOut(home);
    return Map.of("SPARK_HOME", home.toString(), "SPARK_SCALA_VERSION", "2.13");
  }

  /** What a session needs. */
  static Map<String, String> settings() {
    int cores = Runtime.getRuntime().availableProcessors();
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", "local-cluster[1,%d,%d]".formatted(cores, MEGABYTES));
    settings.put("spark.executor.memory", "1g");
    settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    settings.put(
        "spark.executor.extraJavaOptions",
        "-D" + HELD_CLOSED + "=" + Boolean.getBoolean(HELD_CLOSED));
    return settings;
  }
}
