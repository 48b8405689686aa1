package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;

/**
 * Spark jobs, one behind the other and each compared with lz4's, for something to happen to while
 * they run. What is wrong with one is thrown to whoever asks next.
 */
final class EndlessJobs implements AutoCloseable {
  private static final TpchShuffleTest.Job JOB = TpchShuffleTest.Job.WIDE_ROWS_SORTED;

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final AtomicInteger finished = new AtomicInteger();
  private final CompletableFuture<Void> running;
  private volatile boolean over;

  EndlessJobs(SparkSession spark) {
    running = CompletableFuture.runAsync(() -> run(spark), thread);
  }

  private void run(SparkSession spark) {
    while (!over) {
      assertThat(JOB.rows(spark)).isEqualTo(DeviceCluster.rowsWithLz4(JOB));
      finished.incrementAndGet();
    }
  }

  /** How many jobs have finished, and were right. */
  int finished() {
    if (running.isDone()) {
      running.join();
    }
    return finished.get();
  }

  /** Waits until the job that runs now has finished. */
  void awaitNext() {
    int before = finished();
    Patience.await("a job finished", () -> finished() > before);
  }

  /** Lets the last one finish. */
  @Override
  public void close() {
    over = true;
    thread.shutdown();
    running.orTimeout(1, TimeUnit.MINUTES).join();
  }
}
