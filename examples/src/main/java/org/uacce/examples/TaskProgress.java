package org.uacce.examples;

import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says now and then how many tasks have ended. Called on Spark's listener thread. */
final class TaskProgress extends SparkListener {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String job;
  private int tasks;
  private int ended;
  private long nextReport = System.nanoTime() + PERIOD_NANOS;

  TaskProgress(String job) {
    this.job = job;
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    tasks += submitted.stageInfo().numTasks();
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    ended++;
    if (System.nanoTime() - nextReport >= 0) {
      nextReport = System.nanoTime() + PERIOD_NANOS;
      System.out.printf("%s: %d of %d tasks so far%n", job, ended, tasks);
    }
  }
}
