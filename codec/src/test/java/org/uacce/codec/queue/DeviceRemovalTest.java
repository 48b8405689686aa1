package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/**
 * The device is removed, or reset, while threads are at its queue: the JVM lives, every job is
 * right or lost, all memory comes back, and a new queue goes on.
 */
@OnDevice
class DeviceRemovalTest {
  private static final int THREADS = 4;
  private static final int REMOVALS = Seed.times(10_000);
  private static final long PATIENCE = 60_000_000_000L;

  private final AtomicReference<DeviceQueue> current = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger right = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final AtomicInteger removed = new AtomicInteger();
  private final AtomicInteger stopped = new AtomicInteger();

  @Test
  void theJvmLivesAndAllMemoryComesBackWhenTheDeviceGoesAwayUnderLoad() throws Exception {
    EmulatorControl.needed();
    long removals = EmulatorControl.given("remove");
    long resets = EmulatorControl.given("reset");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> workers = new ArrayList<>();
    try {
      current.set(DeviceUnderTest.open(Direction.COMPRESS, 16));
      for (int t = 0; t < THREADS; t++) {
        Random random = Seed.random("removal " + t);
        workers.add(threads.submit(() -> work(random)));
      }
      for (int i = 0; i < REMOVALS; i++) {
        DeviceQueue before = current.get();
        int soFar = right.get();
        await(workers, () -> right.get() > soFar + THREADS);
        if (i % 2 == 0) {
          EmulatorControl.command("remove " + before.device());
          EmulatorControl.command("return " + before.device());
        } else {
          EmulatorControl.command("reset " + before.device() + " ms=1");
        }
        await(workers, () -> current.get() != before);
      }
      over.set(true);
      for (Future<?> worker : workers) {
        worker.get(1, TimeUnit.MINUTES);
      }
    } finally {
      over.set(true);
      threads.shutdown();
    }
    DeviceUnderTest.finish(current.get());
    assertThat(givenBack).as("memory that was left behind").hasValue(taken.get());
    assertThat(lost.get()).as("jobs were under way").isPositive();
    DeviceUnderTest.fault("remove", EmulatorControl.given("remove") - removals, removed.get());
    DeviceUnderTest.fault("reset", EmulatorControl.given("reset") - resets, stopped.get());
  }

  private interface Condition {
    boolean holds();
  }

  /** A worker that ends before the end has failed, and says why. */
  private static void await(List<Future<?>> workers, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (!condition.holds() && System.nanoTime() < deadline) {
      for (Future<?> worker : workers) {
        if (worker.isDone()) {
          worker.get();
        }
      }
      LockSupport.parkNanos(200_000);
    }
    assertThat(condition.holds()).as("within a minute").isTrue();
  }

  private Void work(Random random) throws IOException {
    while (!over.get()) {
      DeviceQueue queue = current.get();
      Slot slot = queue.claim();
      if (slot == null) {
        if (queue.state() == QueueState.FAILED) {
          replace(queue);
        }
        LockSupport.parkNanos(50_000);
        continue;
      }
      byte[] block = TestData.TEXT.bytes(1 + random.nextInt(3_000), random);
      DeviceJob job = DeviceJob.compress(DeflateFormat.GZIP, block);
      job.fill(slot);
      slot.push();
      if (DeviceUnderTest.await(queue, slot) == SlotState.DONE) {
        assertThat(slot.status()).isEqualTo(JobStatus.DONE);
        job.check(slot);
        slot.free();
        job.close();
        right.incrementAndGet();
      } else {
        lost.incrementAndGet();
        taken.incrementAndGet();
        slot.abandon(
            () -> {
              job.close();
              givenBack.incrementAndGet();
            });
      }
    }
    return null;
  }

  /** One thread closes the failed queue and opens the next; the others wait for it. */
  private synchronized void replace(DeviceQueue failed) throws IOException {
    if (current.get() != failed) {
      return;
    }
    switch (failed.failure()) {
      case REMOVED -> removed.incrementAndGet();
      case STOPPED -> stopped.incrementAndGet();
      default -> throw new AssertionError("failure=" + failed.failure());
    }
    DeviceUnderTest.finish(failed);
    assertThat(failed.memoryReleased()).isTrue();
    current.set(DeviceUnderTest.open(Direction.COMPRESS, 16));
  }
}
