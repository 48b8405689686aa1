package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * Owners that are told of their jobs, on few places, by threads that are not theirs: each job is
 * collected once with its own result, also when the owner looks for itself at the same moment or
 * goes away, and no place is lost.
 */
class SlotOwnerThreadsTest {
  private static final int TASKS = 8;
  private static final int JOBS_OF_A_TASK = 3;
  private static final int DEPTH = 12;
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  /** Used for one job after the other, as a stream's are, so that late messages meet others. */
  private static final class Job implements SlotOwner {
    private final AtomicInteger collected;
    private Slot slot;
    private int number;

    Job(AtomicInteger collected) {
      this.collected = collected;
    }

    synchronized void take(Slot claimed, int newNumber) {
      slot = claimed;
      number = newNumber;
      claimed.fill(1L << 20 | newNumber, 1, 1, 1, DeflateFormat.ZLIB, Ending.FINAL, 0);
      claimed.owner(this);
    }

    @Override
    public synchronized void done(Slot told) {
      if (told == slot) {
        collect();
      }
    }

    synchronized boolean collect() {
      if (slot != null && slot.state() == SlotState.DONE) {
        assertThat(slot.produced()).isEqualTo(1 << 20 | number);
        slot.free();
        slot = null;
        collected.incrementAndGet();
      }
      return slot == null;
    }

    synchronized void leave(Runnable giveBack) {
      if (slot != null) {
        slot.abandon(giveBack);
        slot = null;
      } else {
        giveBack.run();
        collected.decrementAndGet();
      }
    }

    synchronized boolean isIdle() {
      return slot == null;
    }
  }

  /** Fails the task when it hangs, so that the test does not. */
  private static void serve(SharedQueue shared, long deadline) {
    assertThat(System.nanoTime() - deadline).as("nanoseconds beyond the deadline").isNegative();
    shared.enter();
  }

  private static Job idleOrNull(List<Job> jobs, boolean polls) {
    for (Job job : jobs) {
      if (polls ? job.collect() : job.isIdle()) {
        return job;
      }
    }
    return null;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyJobIsCollectedOnceAndNoPlaceIsLost(boolean polls) throws Exception {
    Binding binding = NativeLibraryLoader.result().binding();
    ScriptedCalls driver = new ScriptedCalls(binding, DEPTH);
    Random device = Seed.random("device " + polls);
    driver.completes = tag -> device.nextInt(3) == 0;
    QueueHandle handle = QueueHandle.orNull(driver, binding, DEPTH);
    int count = Seed.times(2_000_000);
    AtomicInteger numbers = new AtomicInteger();
    AtomicInteger collected = new AtomicInteger();
    AtomicInteger givenBack = new AtomicInteger();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60 + Seed.times(100));
    try (DeviceQueue queue = new DeviceQueue("scripted", Direction.COMPRESS, handle, DEPTH)) {
      SharedQueue shared =
          new SharedQueue(queue, new RingingRule(4, 6), LONG_NANOS, new CircuitBreaker());
      List<Future<Integer>> tasks = new ArrayList<>();
      for (int task = 0; task < TASKS; task++) {
        Random random = Seed.random("task " + polls + task);
        tasks.add(
            threads.submit(
                () -> {
                  List<Job> jobs = new ArrayList<>();
                  for (int i = 0; i < JOBS_OF_A_TASK; i++) {
                    jobs.add(new Job(collected));
                  }
                  int left = 0;
                  int number;
                  while ((number = numbers.incrementAndGet()) <= count) {
                    Job job = idleOrNull(jobs, polls);
                    Slot slot = job == null ? null : shared.claim();
                    while (slot == null) {
                      serve(shared, deadline);
                      job = idleOrNull(jobs, polls);
                      slot = job == null ? null : shared.claim();
                    }
                    job.take(slot, number);
                    shared.push(slot);
                    if (random.nextInt(20) == 0) {
                      job.leave(givenBack::incrementAndGet);
                      left++;
                    }
                  }
                  while (!jobs.stream().allMatch(polls ? Job::collect : Job::isIdle)) {
                    serve(shared, deadline);
                  }
                  return left;
                }));
      }
      int left = 0;
      for (Future<Integer> task : tasks) {
        left += task.get();
      }
      driver.completes = tag -> true;
      shared.enter();
      shared.enter();
      assertThat(collected.get() + left).isEqualTo(count);
      assertThat(givenBack).hasValue(left);
      for (int place = 0; place < DEPTH; place++) {
        assertThat(queue.claim()).as("place %d", place).isNotNull();
      }
      System.out.printf("polls=%s collected=%d left=%d%n", polls, collected.get(), left);
    }
  }
}
