package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/**
 * Queues of a device come and go, run dry, are dropped, and live beside forks and other threads.
 */
@OnDevice
class DeviceLifeTest {
  private static final long PATIENCE = 60_000_000_000L;

  private final byte[] plain = TestData.TEXT.bytes(20_000, Seed.random("life"));

  private static DeviceQueue open(AcceleratorDevice device) throws DeviceOpenException {
    return DeviceQueue.open(DeviceUnderTest.binding(), device, Direction.COMPRESS, 4);
  }

  @Test
  void theDeviceIsBusyWhenAllItsQueuesAreOpenAndNotWhenOneIsClosed() throws Exception {
    EmulatorControl.needed(); // a real device's queues are not all ours to take
    AcceleratorDevice device = DeviceUnderTest.device();
    int free = DeviceUnderTest.available(device);
    List<DeviceQueue> queues = new ArrayList<>();
    for (int i = 0; i < free; i++) {
      queues.add(open(device));
    }
    assertThat(DeviceUnderTest.available(device)).isZero();
    assertThatThrownBy(() -> open(device))
        .isInstanceOfSatisfying(
            DeviceOpenException.class,
            e -> assertThat(e.reason()).isEqualTo(DeviceOpenException.Reason.BUSY))
        .hasMessageContaining("EBUSY(16)")
        .hasMessageContaining("pf_q_num");
    queues.remove(0).close();
    queues.add(open(device));
    queues.forEach(DeviceUnderTest::finish);
    assertThat(DeviceUnderTest.available(device)).isEqualTo(free);
  }

  @Test
  void anAbandonedJobsMemoryIsGivenBackAndItsPlaceUsedAgain() throws Exception {
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 8);
    AtomicInteger givenBack = new AtomicInteger();
    int jobs = 400;
    for (int i = 0; i < jobs; i++) {
      DeviceJob job = DeviceJob.compress(DeflateFormat.ZLIB, plain);
      long deadline = System.nanoTime() + PATIENCE;
      Slot slot = queue.claim();
      while (slot == null && System.nanoTime() < deadline) {
        queue.turn();
        queue.settle();
        slot = queue.claim();
      }
      assertThat(slot).isNotNull();
      job.fill(slot);
      slot.push();
      if (i % 3 > 0) {
        queue.turn(); // else it is still pending
      }
      slot.abandon(
          () -> {
            job.close(); // unmapped: a device that still wrote to it would not go unseen
            givenBack.incrementAndGet();
          });
    }
    long deadline = System.nanoTime() + PATIENCE;
    while (givenBack.get() < jobs && System.nanoTime() < deadline) {
      queue.turn();
      queue.settle();
    }
    assertThat(givenBack).hasValue(jobs);
    assertThat(queue.state()).isEqualTo(QueueState.READY);
    assertThat(queue.counts().completed()).isEqualTo(queue.counts().submitted()).isPositive();
    DeviceUnderTest.finish(queue);
  }

  @Test
  void theDeviceGetsItsQueueBackWhenAllDropIt() throws Exception {
    EmulatorControl.needed(); // other processes open and close queues of a real one
    AcceleratorDevice device = DeviceUnderTest.device();
    int free = DeviceUnderTest.available(device);
    DeviceQueue dropped = open(device);
    assertThat(DeviceUnderTest.available(device)).isEqualTo(free - 1);
    assertThat(dropped.state()).isEqualTo(QueueState.READY);
    dropped = null;
    long deadline = System.nanoTime() + PATIENCE;
    while (DeviceUnderTest.available(device) < free && System.nanoTime() < deadline) {
      System.gc();
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(DeviceUnderTest.available(device)).isEqualTo(free);
  }

  /** Java starts a program by fork or something like it, while the device writes to our memory. */
  @Test
  void jobsAreRightWhileProgramsAreStarted() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    AtomicInteger started = new AtomicInteger();
    int programs = 100;
    try {
      Future<?> starter =
          threads.submit(
              () -> {
                while (started.get() < programs) {
                  assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
                  started.incrementAndGet();
                }
                return null;
              });
      Random random = Seed.random("forks");
      DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 32);
      while (!starter.isDone()) {
        List<DeviceJob> jobs = new ArrayList<>();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < queue.depth(); i++) {
          byte[] block = TestData.TEXT.bytes(1 + random.nextInt(20_000), random);
          jobs.add(DeviceJob.compress(DeflateFormat.GZIP, block));
          slots.add(jobs.get(i).push(queue));
        }
        for (int i = 0; i < slots.size(); i++) {
          DeviceUnderTest.awaitDone(queue, slots.get(i));
          jobs.get(i).check(slots.get(i));
          slots.get(i).free();
          jobs.get(i).close();
        }
      }
      starter.get(1, TimeUnit.MINUTES);
      assertThat(started).hasValue(programs);
      DeviceUnderTest.finish(queue);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void everyThreadGetsItsOwnResultWhenMoreThreadsThanPlacesShareAQueue() throws Exception {
    int threadCount = 8;
    ExecutorService threads = Executors.newFixedThreadPool(threadCount);
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 5);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < threadCount; t++) {
        Random random = Seed.random("sharing " + t);
        done.add(threads.submit(() -> share(queue, random)));
      }
      for (Future<?> each : done) {
        each.get(2, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(queue.counts().completed()).isEqualTo(threadCount * 100L);
    DeviceUnderTest.finish(queue);
  }

  private static Void share(DeviceQueue queue, Random random) {
    for (int i = 0; i < 100; i++) {
      byte[] block = TestData.JSON.bytes(1 + random.nextInt(5_000), random);
      try (DeviceJob job = DeviceJob.compress(DeflateFormat.GZIP, block)) {
        long deadline = System.nanoTime() + PATIENCE;
        Slot slot = queue.claim();
        while (slot == null && System.nanoTime() < deadline) {
          queue.turn();
          LockSupport.parkNanos(10_000);
          slot = queue.claim();
        }
        assertThat(slot).isNotNull();
        job.fill(slot);
        slot.push();
        DeviceUnderTest.awaitDone(queue, slot);
        job.check(slot);
        slot.free();
      }
    }
    return null;
  }
}
