package org.uacce.scenarios;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.FetchFailed;
import org.apache.spark.SparkContext;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What Spark itself says about the tasks that ended between the opening and a call. */
final class TaskNumbers extends SparkListener implements AutoCloseable {
  final LongAdder localBlocksFetched = new LongAdder();
  final LongAdder shuffleBytesWritten = new LongAdder();
  final LongAdder shuffleRecordsWritten = new LongAdder();
  final LongAdder remoteBlocksFetched = new LongAdder();
  final LongAdder cpuNanos = new LongAdder();
  final LongAdder bytesSpilled = new LongAdder();
  final LongAdder ended = new LongAdder();
  final LongAdder fetchFailures = new LongAdder();

  /** Tasks that ended in any other way than they should: failed, killed, or without their input. */
  final LongAdder notDone = new LongAdder();

  private final SparkContext context;

  TaskNumbers(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    ended.increment();
    if (!end.reason().equals(Success$.MODULE$)) {
      notDone.increment();
    }
    if (end.reason() instanceof FetchFailed) {
      fetchFailures.increment();
    }
    if (end.taskMetrics() != null) {
      localBlocksFetched.add(end.taskMetrics().shuffleReadMetrics().localBlocksFetched());
      remoteBlocksFetched.add(end.taskMetrics().shuffleReadMetrics().remoteBlocksFetched());
      cpuNanos.add(end.taskMetrics().executorCpuTime());
      shuffleBytesWritten.add(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
      shuffleRecordsWritten.add(end.taskMetrics().shuffleWriteMetrics().recordsWritten());
      bytesSpilled.add(end.taskMetrics().diskBytesSpilled());
    }
  }

  /** Stops listening, after everything that Spark has already sent. */
  @Override
  public void close() throws TimeoutException {
    context.listenerBus().waitUntilEmpty();
    context.removeSparkListener(this);
  }
}
