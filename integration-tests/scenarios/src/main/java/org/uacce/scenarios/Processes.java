package org.uacce.scenarios;

import java.util.concurrent.TimeUnit;

/** Child processes that do not outlive the tests. */
final class Processes {
  private static final long GRACE_SECONDS = 20;

  private Processes() {}

  /** Kills the process at the latest when this JVM ends. */
  static void endWithThisJvm(Process process) {
    Thread end = new Thread(() -> process.destroyForcibly(), "ends a child");
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** Asks the process to end, and kills it if it has not in time. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
