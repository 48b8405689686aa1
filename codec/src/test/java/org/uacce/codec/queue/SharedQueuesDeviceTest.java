package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.DeviceChoice;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** Tasks share the JVM's one queue on a device that goes away and comes back. */
@OnDevice
class SharedQueuesDeviceTest {
  private static final int TASKS = 6;
  private static final int DEPTH = 16;
  private static final long BACK_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger onDevice = new AtomicInteger();
  private final AtomicInteger inSoftware = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger borrowed = new AtomicInteger();

  private static SharedQueues queues() {
    QueueOptions options =
        new QueueOptions(
            DeviceChoice.NEAREST,
            1,
            DEPTH,
            new RingingRule(4, 8),
            TimeUnit.SECONDS.toNanos(10),
            QueueOptions.LOOK_NANOS,
            Long.MAX_VALUE);
    CircuitBreakers breakers = new CircuitBreakers(System::nanoTime, false);
    QueueSource source =
        new QueueSource(
            options,
            Accelerator::devices,
            (device, direction, depth) ->
                DeviceQueue.open(DeviceUnderTest.binding(), device, direction, depth),
            System::nanoTime,
            breakers);
    return new SharedQueues(Direction.COMPRESS, options, source, breakers, System::nanoTime);
  }

  /** One task: blocks go to the device where it takes them, and count as software where not. */
  private Void task(SharedQueues queues, Random random) {
    while (!over.get()) {
      SharedQueue queue = queues.queueOrNull();
      Slot slot = queue == null ? null : queue.claim();
      if (slot == null) {
        inSoftware.incrementAndGet();
        LockSupport.parkNanos(100_000); // about what a block takes in software
        continue;
      }
      DeviceJob job =
          DeviceJob.compress(
              DeflateFormat.GZIP, TestData.TEXT.bytes(1 + random.nextInt(8_000), random));
      borrowed.incrementAndGet();
      job.fill(slot);
      queue.push(slot);
      queue.await(slot);
      if (slot.state() == SlotState.DONE) {
        assertThat(slot.status()).isEqualTo(JobStatus.DONE);
        job.check(slot);
        slot.free();
        job.close();
        borrowed.decrementAndGet();
        onDevice.incrementAndGet();
      } else {
        lost.incrementAndGet();
        slot.abandon(
            () -> {
              job.close();
              borrowed.decrementAndGet();
            });
      }
    }
    return null;
  }

  private void awaitMoreOnDevice(List<Future<?>> tasks) throws Exception {
    int before = onDevice.get();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (onDevice.get() < before + TASKS && System.nanoTime() < deadline) {
      for (Future<?> task : tasks) {
        if (task.isDone()) {
          task.get();
        }
      }
      LockSupport.parkNanos(100_000);
    }
    assertThat(onDevice.get()).isGreaterThan(before);
  }

  @Test
  void tasksGoOnAndTheDeviceIsInUseSoonAfterItsReturnWhenItGoesAway() throws Exception {
    EmulatorControl.needed();
    ExecutorService threads = Executors.newFixedThreadPool(TASKS);
    List<Future<?>> tasks = new ArrayList<>();
    long longest = 0;
    int rounds = Math.max(4, Seed.times(60)); // a second each
    SharedQueues queues = queues();
    try {
      for (int i = 0; i < TASKS; i++) {
        Random random = Seed.random("task " + i);
        tasks.add(threads.submit(() -> task(queues, random)));
      }
      for (int i = 0; i < rounds; i++) {
        awaitMoreOnDevice(tasks);
        int software = inSoftware.get();
        // Where there are several devices, the others would take over.
        List<String> all = Accelerator.devices().stream().map(d -> d.name()).toList();
        for (String name : all) {
          EmulatorControl.command(i % 2 == 0 ? "remove " + name : "reset " + name + " ms=1");
        }
        while (inSoftware.get() < software + 2 * TASKS) {
          LockSupport.parkNanos(100_000);
        }
        for (String name : i % 2 == 0 ? all : List.<String>of()) {
          EmulatorControl.command("return " + name);
        }
        long returned = System.nanoTime();
        awaitMoreOnDevice(tasks);
        longest = Math.max(longest, System.nanoTime() - returned);
      }
      over.set(true);
      for (Future<?> task : tasks) {
        task.get(1, TimeUnit.MINUTES);
      }
      assertThat(queues.opened()).isGreaterThan(rounds);
    } finally {
      over.set(true);
      threads.shutdown();
      SharedQueues.closeInOrder(List.of(queues));
    }
    assertThat(borrowed).as("memory that was left behind").hasValue(0);
    assertThat(longest).isLessThan(BACK_WITHIN_NANOS);
    System.out.printf(
        "rounds=%d on the device=%d in software=%d lost and redone=%d back within at most %d ms%n",
        rounds,
        onDevice.get(),
        inSoftware.get(),
        lost.get(),
        TimeUnit.NANOSECONDS.toMillis(longest));
  }
}
