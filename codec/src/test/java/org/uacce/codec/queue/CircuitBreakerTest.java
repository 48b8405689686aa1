package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;

class CircuitBreakerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** {@link System#nanoTime()} may be anything, and may pass its largest value. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5, Long.MAX_VALUE - 1, Long.MIN_VALUE})
  void staysOpenForASecondAndThenDoublesWhenTheDeviceIsWrongAgainAndAgain(long start) {
    CircuitBreaker breaker = new CircuitBreaker();
    long now = start;
    assertThat(breaker.isClosed(now)).isTrue();
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      breaker.trip(now);
      assertThat(breaker.isClosed(now + seconds * SECOND - 1)).as("%d s", seconds).isFalse();
      now += seconds * SECOND;
      assertThat(breaker.isClosed(now)).isTrue();
    }
  }

  @Test
  void countsOnceWhenManyMistakesComeAtTheSameTime() {
    CircuitBreaker breaker = new CircuitBreaker();
    for (int i = 0; i < 10; i++) {
      assertThat(breaker.trip(i)).isEqualTo(i == 0);
    }
    assertThat(breaker.isClosed(SECOND)).isTrue();
  }

  @Test
  void startsAnewWhenTheDeviceWasRightForAMinute() {
    CircuitBreaker breaker = new CircuitBreaker();
    breaker.trip(0);
    breaker.trip(SECOND);
    long trusted = 3 * SECOND + CircuitBreaker.LONGEST_NANOS;
    breaker.trip(trusted);
    assertThat(breaker.isClosed(trusted + SECOND - 1)).isFalse();
    assertThat(breaker.isClosed(trusted + SECOND)).isTrue();
  }

  @Test
  void theGaugeCountsItUntilSomebodyAsksAfterItsTime() {
    long open = CodecMetric.DEVICE_BREAKER_OPEN.value();
    CircuitBreaker breaker = new CircuitBreaker();
    assertThat(breaker.isUntouched()).isTrue();
    for (int i = 0; i < 2; i++) {
      breaker.trip(i * 10L * SECOND);
      breaker.trip(i * 10L * SECOND);
      assertThat(breaker.isClosed(i * 10L * SECOND + 1)).isFalse();
      assertThat(CodecMetric.DEVICE_BREAKER_OPEN.value()).isEqualTo(open + 1);
      breaker.isClosed(i * 10L * SECOND + 5 * SECOND);
      assertThat(CodecMetric.DEVICE_BREAKER_OPEN.value()).isEqualTo(open);
    }
    assertThat(breaker.isUntouched()).isFalse();
  }
}
