package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/** What an executor tells, and when. */
class MetricReporterTest {
  private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final CodecMetric BLOCKS = CodecMetric.COMPRESS_NATIVE_BLOCKS;
  private static final CodecMetric HELD = CodecMetric.STREAM_BUFFER_BYTES;

  private final Map<CodecMetric, Long> numbers = new ConcurrentHashMap<>();
  private final FakeContext driver = new FakeContext("7");
  private MetricReporter reporter;

  private MetricReporter every(long intervalNanos) {
    reporter =
        new MetricReporter(
            "7", driver::send, metric -> numbers.getOrDefault(metric, 0L), intervalNanos);
    return reporter;
  }

  @AfterEach
  void close() {
    reporter.close();
  }

  private List<MetricReport> reports() {
    return driver.sent.stream().map(MetricReport::orNull).toList();
  }

  private void awaitReports(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (driver.sent.size() < count) {
      assertThat(System.nanoTime()).as("reports: %s", reports()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static boolean isTelling() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("uacce-metrics"));
  }

  private static void awaitNoThread() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (isTelling()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void whatWasCountedBeforeIsNotTold() {
    numbers.put(BLOCKS, 5L);
    numbers.put(HELD, 50L);
    every(LONG_NANOS).hello();
    numbers.put(BLOCKS, 7L);
    reporter.close();
    assertThat(reports().get(0).totals()).containsExactly(Map.entry(HELD.id(), 50L));
    assertThat(reports().get(1).totals()).containsExactly(Map.entry(BLOCKS.id(), 2L));
  }

  @Test
  void theFirstTaskIsToldAtOnceAndTheLastAtTheEndOfTheInterval() {
    every(SHORT_NANOS);
    long start = System.nanoTime();
    numbers.put(BLOCKS, 1L);
    reporter.taskEnded();
    awaitReports(1);
    for (long i = 2; i <= 1_000; i++) {
      numbers.put(BLOCKS, i);
      reporter.taskEnded();
    }
    long tasksNanos = System.nanoTime() - start;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!reports().get(reports().size() - 1).totals().containsValue(1_000L)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
    // One at once, one at the end of each interval that the tasks took, and the last one.
    assertThat(reports().size()).isLessThanOrEqualTo((int) (tasksNanos / SHORT_NANOS) + 3);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT_NANOS);
    awaitNoThread();
  }

  @Test
  void nothingIsSentAndNoThreadLivesWhenNothingWasCounted() {
    every(SHORT_NANOS).taskEnded();
    assertThat(isTelling()).isFalse();
    assertThat(driver.sent).isEmpty();
  }

  @Test
  void whatIsNotToldYetIsToldAtTheEnd() {
    every(LONG_NANOS).hello();
    numbers.put(BLOCKS, 1L);
    reporter.taskEnded(); // in an hour
    assertThat(isTelling()).isTrue();
    reporter.close();
    reporter.close();
    reporter.taskEnded();
    awaitNoThread();
    assertThat(reports()).hasSize(2);
    assertThat(reports().get(1).last()).isTrue();
    assertThat(reports().get(1).totals()).containsExactly(Map.entry(BLOCKS.id(), 1L));
  }

  @Test
  void numbersAreToldLaterWhenTheDriverCannotBeReached() {
    every(SHORT_NANOS);
    driver.failWith(new IllegalStateException("RpcEnv already stopped"));
    reporter.hello();
    numbers.put(BLOCKS, 1L);
    reporter.taskEnded();
    assertThat(driver.sent).isEmpty();
    driver.failWith(null);
    awaitReports(1);
    assertThat(reports().get(0).totals()).containsExactly(Map.entry(BLOCKS.id(), 1L));
    awaitNoThread();
  }

  @Test
  void noTaskWaitsWhenTheDriverDoesNotAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    reporter =
        new MetricReporter(
            "7",
            message -> {
              asked.countDown();
              answers.await();
              throw new IOException("no answer");
            },
            metric -> numbers.getOrDefault(metric, 0L),
            SHORT_NANOS);
    numbers.put(BLOCKS, 1L);
    reporter.taskEnded();
    asked.await();
    numbers.put(BLOCKS, 2L);
    reporter.taskEnded(); // would stand here for ever
    answers.countDown();
  }
}
