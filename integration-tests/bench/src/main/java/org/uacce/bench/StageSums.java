package org.uacce.bench;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;

/**
 * Sums Spark's task metrics over the stages of each job. Called on Spark's listener thread;
 * complete once the session is closed.
 */
final class StageSums extends SparkListener {
  private static final String JOB = "uacce.bench.job";

  /** Of all tasks of a job. */
  record Sum(long cpuNanos, long gcMillis, long shuffleBytes, long remoteBytes, long spillBytes) {
    private static final Sum NOTHING = new Sum(0, 0, 0, 0, 0);

    private Sum plus(TaskMetrics metrics) {
      return new Sum(
          cpuNanos + metrics.executorCpuTime(),
          gcMillis + metrics.jvmGCTime(),
          shuffleBytes + metrics.shuffleWriteMetrics().bytesWritten(),
          remoteBytes + metrics.shuffleReadMetrics().remoteBytesRead(),
          spillBytes + metrics.diskBytesSpilled());
    }
  }

  private final Map<Integer, String> jobs = new HashMap<>();
  private final Map<String, Sum> sums = new HashMap<>();

  /** Gives a name to what the calling thread runs from now on. */
  static void name(SparkContext spark, String job) {
    spark.setLocalProperty(JOB, job);
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    jobs.put(submitted.stageInfo().stageId(), submitted.properties().getProperty(JOB, ""));
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    String job = jobs.get(completed.stageInfo().stageId());
    sums.put(job, sums.getOrDefault(job, Sum.NOTHING).plus(completed.stageInfo().taskMetrics()));
  }

  synchronized Sum of(String job) {
    return sums.get(job);
  }
}
