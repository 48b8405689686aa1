package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.TierUnderTest;

/** The first blocks of a JVM, and what waiting is counted as. */
class FirstQueueTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ScriptedDevices host = new ScriptedDevices();
  private final CountDownLatch opening = new CountDownLatch(1);
  private final CountDownLatch mayOpen = new CountDownLatch(1);
  private final QueueManager manager =
      new QueueManager(
          CodecConfig.defaults(Purpose.SHUFFLE).jvm(),
          host::look,
          (device, direction, depth) -> {
            opening.countDown();
            await(mayOpen);
            return host.open(device, direction, depth);
          });

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @BeforeEach
  void addDevice() {
    host.add("hisi_zip-1");
  }

  @AfterEach
  void close() {
    manager.closeQueues();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Spark starts an executor's tasks together. */
  @Test
  void everyTaskHasTheFirstQueueWhenOneOfThemIsJustOpeningIt() throws InterruptedException {
    AtomicBoolean first = new AtomicBoolean();
    AtomicBoolean second = new AtomicBoolean();
    Thread opener = new Thread(() -> first.set(manager.everCompresses()));
    opener.start();
    await(opening);
    Thread other = new Thread(() -> second.set(manager.everCompresses()));
    other.start();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(10_000);
    }
    mayOpen.countDown();
    opener.join();
    other.join();
    assertThat(first).isTrue();
    assertThat(second).isTrue();
    assertThat(host.queues).hasSize(1);
  }

  @Test
  void thereNeverWasAQueueWhenNoneCanBeOpened() {
    host.devices.clear();
    assertThat(manager.everCompresses()).isFalse();
  }

  @Test
  void waitingIsCountedOnceWhenItIsInVain() {
    mayOpen.countDown();
    long before = CodecMetric.DEVICE_WAIT_NANOS.value();
    long start = System.nanoTime();
    assertThat(manager.awaitWithin(() -> false, TimeUnit.MILLISECONDS.toNanos(20))).isFalse();
    long took = System.nanoTime() - start;
    assertThat(CodecMetric.DEVICE_WAIT_NANOS.value() - before).isBetween(took / 4, took);
  }
}
