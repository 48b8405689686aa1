package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.spark.UacceCompressionCodec;

/**
 * Tasks are killed with {@code spark.task.interruptOnCancel} at any moment, and drop streams
 * without closing them: what the executor then holds is what it held before.
 */
@OnDevice
@Order(3)
class TaskKillsTest {
  private static final int KILLS = Math.max(20, Seeds.count(1_000));
  private static final int TASKS = 4;
  private static final int MOST_KILL_DELAY_MS = 150;

  /** Kept for the next user: pooled memory, and the open queues. */
  private static final Set<CodecMetric> KEPT =
      EnumSet.of(
          CodecMetric.BUFFER_POOL_BYTES,
          CodecMetric.BUFFER_POOL_OBJECT_BYTES,
          CodecMetric.STREAM_BUFFER_IDLE_BYTES,
          CodecMetric.DEVICE_QUEUES,
          CodecMetric.DEVICE_LEAKED_BYTES,
          CodecMetric.PARQUET_HOOK);

  private Cluster cluster;
  private JavaSparkContext context;

  @BeforeEach
  void start() throws Exception {
    cluster = DeviceCluster.with(DeviceCluster.Purpose.USE);
    context = cluster.context();
  }

  /** Lines that shrink about threefold. */
  private static byte[] text(Random random, int bytes) {
    StringBuilder text = new StringBuilder();
    while (text.length() < bytes) {
      text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(" of the deposits\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens, fills, reads and drops streams until it is killed. */
  private static void work(Iterator<Integer> seeds) throws IOException, InterruptedException {
    Random random = new Random(seeds.next());
    UacceCompressionCodec codec = new UacceCompressionCodec(SparkEnv.get().conf());
    while (!TaskContext.get().isInterrupted()) {
      byte[] text = text(random, 20_000 + random.nextInt(150_000));
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      OutputStream out = codec.compressedOutputStream(frames);
      out.write(text);
      if (random.nextInt(3) == 0) {
        continue; // with blocks under way
      }
      out.close();
      InputStream in = codec.compressedInputStream(new ByteArrayInputStream(frames.toByteArray()));
      byte[] some = in.readNBytes(1 + random.nextInt(text.length));
      if (!TaskContext.get().isInterrupted()
          && !Arrays.equals(some, 0, some.length, text, 0, some.length)) {
        throw new IOException("wrong bytes");
      }
    }
    throw new InterruptedException("killed, as it should be");
  }

  /** Spark looks whether a task is killed when it takes a record from elsewhere; these are made. */
  private static String line(Random random) {
    if (TaskContext.get().isInterrupted()) {
      throw new TaskKilledException("killed, as it should be");
    }
    return new String(text(random, 200), StandardCharsets.US_ASCII);
  }

  /** A shuffle that takes seconds, for kills in its writers, spills and readers. */
  private JavaRDD<String> shuffle(int seed) {
    return context
        .parallelize(IntStream.range(0, TASKS).boxed().toList(), TASKS)
        .flatMap(
            part -> {
              Random random = new Random(seed + part);
              return Stream.generate(() -> line(random)).limit(50_000).iterator();
            })
        .repartition(TASKS);
  }

  private JavaFutureAction<Void> start(int round, Random random) {
    if (round % 2 == 0) {
      return shuffle(random.nextInt())
          .foreachPartitionAsync(lines -> lines.forEachRemaining(l -> {}));
    }
    List<Integer> seeds = Stream.generate(random::nextInt).limit(TASKS).toList();
    return context.parallelize(seeds, TASKS).foreachPartitionAsync(TaskKillsTest::work);
  }

  private int runningTasks(JavaFutureAction<Void> job) {
    int running = 0;
    for (int id : job.jobIds()) {
      var info = context.statusTracker().getJobInfo(id);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        var facts = context.statusTracker().getStageInfo(stage);
        running += facts == null ? 0 : facts.numActiveTasks();
      }
    }
    return running;
  }

  @Test
  void nothingIsHeldWhenTasksWereKilled() throws Exception {
    Random random = Seeds.random();
    LongAdder killed = new LongAdder();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            if (end.reason() instanceof TaskKilled) {
              killed.increment();
            }
          }
        };
    context.sc().addSparkListener(listener);
    ExecutorWork work = ExecutorWork.sinceNow(cluster);
    int rounds = 0;
    for (; killed.sum() < KILLS; rounds++) {
      context.setJobGroup("killed", "is killed", true);
      JavaFutureAction<Void> job = start(rounds, random);
      Patience.await("tasks that run", () -> runningTasks(job) > 0);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MOST_KILL_DELAY_MS)));
      context.cancelJobGroup("killed");
      assertThatThrownBy(job::get).hasStackTraceContaining("cancelled");
    }
    context.clearJobGroup();
    context.sc().removeSparkListener(listener);

    Patience.await(() -> "nothing held, but " + held(), () -> held().isEmpty());
    work.upToNow();
    System.out.printf(
        "rounds=%d tasks killed=%d blocks on the device=%d redone in software=%d%n",
        rounds, killed.sum(), work.of(CodecMetric.COMPRESS_DEVICE_BLOCKS), work.fallbacks());
    assertThat(work.of(CodecMetric.COMPRESS_DEVICE_BLOCKS)).isPositive();
    assertThat(work.of(CodecMetric.DEVICE_NO_BUFFER)).as("memory ran out").isZero();
  }

  /** What executors hold that is not kept on purpose, after a garbage collection. */
  private Map<String, Long> held() {
    context.parallelize(List.of(1, 2), 2).foreach(i -> System.gc());
    Map<String, Long> held = cluster.executors().values().iterator().next();
    for (CodecMetric metric : CodecMetric.values()) {
      if (metric.kind() != CodecMetric.Kind.GAUGE || KEPT.contains(metric)) {
        held.remove(metric.id());
      }
    }
    held.remove(Cluster.PARQUET);
    held.values().removeIf(value -> value == 0);
    return held;
  }
}
