package org.uacce.examples;

import java.util.Map;
import org.apache.spark.executor.ShuffleWriteMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Adds up what Spark's own task metrics say about its shuffles: before compression the "data size"
 * that shuffle exchanges report, after it the shuffle bytes written. Called on Spark's listener
 * thread; complete when the session has ended.
 */
final class ShuffleVolume extends SparkListener {
  private static final String DATA_SIZE = "data size";

  /** {@code UnsafeRowSerializer} writes an int, which "data size" leaves out. */
  private static final int ROW_LENGTH_BYTES = 4;

  private Volume total = Volume.NONE;

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    StageInfo stage = completed.stageInfo();
    ShuffleWriteMetrics written = stage.taskMetrics().shuffleWriteMetrics();
    long before = dataSize(stage) + ROW_LENGTH_BYTES * written.recordsWritten();
    total = total.plus(new Volume(before, written.bytesWritten()));
  }

  private static long dataSize(StageInfo stage) {
    Map<Object, AccumulableInfo> values = CollectionConverters.asJava(stage.accumulables());
    long bytes = 0;
    for (AccumulableInfo value : values.values()) {
      if (value.name().contains(DATA_SIZE)) {
        bytes += Long.parseLong(value.value().get().toString());
      }
    }
    return bytes;
  }

  synchronized Volume total() {
    return total;
  }
}
