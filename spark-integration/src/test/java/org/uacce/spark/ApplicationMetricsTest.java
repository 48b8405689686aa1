package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/** The sums on the driver, whatever becomes of executors and their messages. */
class ApplicationMetricsTest {
  private static final CodecMetric BLOCKS = CodecMetric.COMPRESS_NATIVE_BLOCKS;
  private static final CodecMetric HELD = CodecMetric.DEVICE_IN_FLIGHT;

  private final Map<CodecMetric, Long> here = new EnumMap<>(CodecMetric.class);
  private final AtomicLong clock = new AtomicLong(-5);
  private final ApplicationMetrics metrics =
      new ApplicationMetrics(metric -> here.getOrDefault(metric, 0L), clock::get);

  private void report(String executor, long sequence, long blocks, long held) {
    accept(executor, sequence, false, Map.of(BLOCKS.id(), blocks, HELD.id(), held));
  }

  private void accept(String executor, long sequence, boolean last, Map<String, Long> totals) {
    metrics.accept(new MetricReport(executor, 1, sequence, last, totals));
  }

  private void assertSums(long blocks, long held) {
    assertThat(metrics.value(BLOCKS)).isEqualTo(blocks);
    assertThat(metrics.value(HELD)).isEqualTo(held);
  }

  @Test
  void driverAndExecutorsAreSummedUp() {
    here.put(BLOCKS, 100L);
    report("1", 1, 10, 1);
    report("2", 1, 20, 2);
    here.put(HELD, 3L);
    assertSums(130, 6);
  }

  @Test
  void whatTheDriverCountedBeforeTheApplicationIsNotItsOwn() {
    here.put(BLOCKS, 100L);
    ApplicationMetrics later =
        new ApplicationMetrics(metric -> here.getOrDefault(metric, 0L), clock::get);
    here.put(BLOCKS, 101L);
    assertThat(later.value(BLOCKS)).isEqualTo(1);
  }

  @Test
  void aReportCountsOnceWhenItComesTwiceOrLate() {
    report("1", 2, 30, 2);
    report("1", 2, 30, 2);
    report("1", 1, 10, 9);
    assertSums(30, 2);
    accept("1", 3, false, Map.of(HELD.id(), 0L)); // the blocks have not changed
    assertSums(30, 0);
  }

  @Test
  void countersOfALostExecutorStayAndWhatItHeldDoesNot() {
    report("1", 1, 10, 4);
    report("2", 1, 20, 2);
    metrics.removed("1");
    assertSums(30, 2);
    report("1", 2, 15, 7); // its last words, that came late
    assertSums(35, 2);
  }

  @Test
  void anExecutorThatIsStartedAgainUnderItsNameIsAnother() {
    report("1", 9, 10, 4);
    metrics.removed("1");
    metrics.accept(new MetricReport("1", 2, 1, false, Map.of(BLOCKS.id(), 3L, HELD.id(), 1L)));
    assertSums(13, 1);
  }

  @Test
  void whatAnotherReleaseSaysIsPassedOver() throws IOException {
    HashMap<String, Object> message = new HashMap<>();
    message.put("executor", "1");
    message.put("startedMillis", 1L);
    message.put("sequence", 1L);
    message.put("aKeyOfTomorrow", "text");
    message.put(
        "totals",
        new HashMap<>(Map.of(BLOCKS.id(), 10L, "a.metric.of.tomorrow", 1L, HELD.id(), "text")));
    metrics.accept(MetricReport.orNull(FakeContext.Jdk.copy(message)));
    assertSums(10, 0);
  }

  @Test
  void onlyReportsAreTakenForReports() {
    assertThat(MetricReport.orNull(null)).isNull();
    assertThat(MetricReport.orNull("text")).isNull();
    assertThat(MetricReport.orNull(Map.of("executor", "1"))).isNull();
  }

  @Test
  void aReportIsTheSameBehindADriverThatKnowsTheJdkAlone() throws IOException {
    MetricReport report = new MetricReport("1", 2, 3, true, Map.of(BLOCKS.id(), 4L));
    assertThat(MetricReport.orNull(FakeContext.Jdk.copy(report.toMessage()))).isEqualTo(report);
  }

  @Test
  void theSilentAreNamedUnlessTheyEndedInOrder() {
    report("1", 1, 1, 0);
    report("2", 1, 1, 0);
    report("3", 1, 1, 0);
    accept("2", 2, true, Map.of());
    clock.addAndGet(TimeUnit.SECONDS.toNanos(12));
    report("3", 2, 2, 0);
    metrics.removed("1");
    assertThat(metrics.silentFor(TimeUnit.SECONDS.toNanos(10))).containsExactly("1:12s");
  }

  @Test
  void theEndIsAwaitedOfThoseThatAreNotLost() throws InterruptedException {
    metrics.awaitLast(Long.MAX_VALUE / 2);
    report("1", 1, 1, 0);
    report("2", 1, 1, 0);
    metrics.removed("1");
    Thread second = new Thread(() -> accept("2", 2, true, Map.of(BLOCKS.id(), 5L)));
    second.start();
    metrics.awaitLast(Long.MAX_VALUE / 2); // the clock stands still: this ends by the report alone
    assertSums(6, 0);
    second.join();
  }

  @Test
  void theEndIsAwaitedForALimitedTime() throws InterruptedException {
    ApplicationMetrics real = new ApplicationMetrics();
    real.accept(new MetricReport("1", 1, 1, false, Map.of()));
    real.awaitLast(TimeUnit.MILLISECONDS.toNanos(20));
    assertThat(real.executors()).isEqualTo(1);
  }
}
