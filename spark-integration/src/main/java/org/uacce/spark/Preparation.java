package org.uacce.spark;

import java.util.concurrent.TimeUnit;

/**
 * What is done before an executor's first task, on a thread of its own: a kernel driver that hangs,
 * or a driver that does not answer, must not keep the executor from its start. The thread ends with
 * the work.
 */
final class Preparation {
  /** Loading the library and opening two queues takes a tenth of that. */
  private static final long LONGEST_WAIT_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private Preparation() {}

  /**
   * Opens the queues and introduces the executor to the driver, and waits for that if it takes no
   * longer than usual.
   *
   * @param reporter null in local mode, where there is nobody to report to
   */
  static void start(QueueHold queues, MetricReporter reporter) {
    Thread thread =
        new Thread(
            () -> {
              boolean onExecutor = reporter != null;
              Guard.run("open the device queues", () -> queues.openQueues(onExecutor));
              if (onExecutor) {
                Guard.run("report metrics", reporter::hello);
              }
            },
            "uacce-prepare");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(LONGEST_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
