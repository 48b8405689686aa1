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
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * Many owners and changing holders of one queue, some of whom go away at any moment: every job is
 * answered once, every abandoned one's memory given back once, and no place is lost.
 */
class DeviceQueueThreadsTest {
  private static final int OWNERS = 8;
  private static final int DEPTH = 12;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  /** What the owners share. */
  private static final class Run {
    final AtomicInteger abandoned = new AtomicInteger();
    final AtomicInteger givenBack = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    final DeviceQueue queue;

    Run(DeviceQueue queue) {
      this.queue = queue;
    }

    void serve() {
      queue.turn();
      queue.settle();
    }

    /** Returns false when the queue takes no jobs any more. */
    boolean oneJob(Random random, int number) {
      Slot slot = queue.claim();
      while (slot == null) {
        if (queue.state() != QueueState.READY) {
          return false;
        }
        serve();
        slot = queue.claim();
      }
      slot.fill(1L << 20 | number, 1, 1, 1, DeflateFormat.ZLIB, Ending.FINAL, 0);
      slot.push();
      int patience = random.nextInt(10) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
      for (int i = 0; slot.state() != SlotState.DONE && slot.state() != SlotState.LOST; i++) {
        if (i >= patience) {
          break;
        }
        serve();
        if (i > 100) {
          LockSupport.parkNanos(1000);
        }
      }
      if (slot.state() == SlotState.DONE && random.nextInt(10) > 0) {
        assertThat(slot.produced()).isEqualTo(1 << 20 | number);
        slot.free();
        done.incrementAndGet();
      } else if (slot.state() == SlotState.LOST && slot.memoryReleased()) {
        lost.incrementAndGet();
      } else {
        slot.abandon(givenBack::incrementAndGet);
        abandoned.incrementAndGet();
      }
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void noJobAndNoPlaceIsLostWhenOwnersComeAndGo(int ending) throws Exception {
    Binding binding = NativeLibraryLoader.result().binding();
    ScriptedCalls driver = new ScriptedCalls(binding, DEPTH / 2);
    Random device = Seed.random("device " + ending);
    driver.completes = tag -> device.nextInt(3) == 0;
    int jobs = Seed.times(2_000_000);
    QueueHandle handle = QueueHandle.orNull(driver, binding, DEPTH);
    DeviceQueue queue = new DeviceQueue("scripted", Direction.COMPRESS, handle, DEPTH);
    Run run = new Run(queue);
    List<Future<?>> owners = new ArrayList<>();
    AtomicInteger numbers = new AtomicInteger();
    for (int owner = 0; owner < OWNERS; owner++) {
      Random random = Seed.random("owner " + ending + " " + owner);
      owners.add(
          threads.submit(
              () -> {
                int number;
                boolean more = true;
                while (more && (number = numbers.incrementAndGet()) <= jobs) {
                  // the queue fails, or is closed, in the middle of the traffic
                  if (number == jobs / 2 && ending == 1) {
                    driver.answer = -Errno.ESHUTDOWN;
                  } else if (number == jobs / 2 && ending == 2) {
                    queue.close();
                  }
                  more = run.oneJob(random, number);
                }
              }));
    }
    for (Future<?> owner : owners) {
      owner.get(2, TimeUnit.MINUTES);
    }
    driver.completes = tag -> true;
    for (int i = 0; i < 3; i++) {
      queue.turn();
      queue.settle();
    }
    if (ending == 0) {
      assertThat(run.done.get() + run.abandoned.get()).isEqualTo(jobs);
      int free = 0;
      while (queue.claim() != null) {
        free++;
      }
      assertThat(free).isEqualTo(DEPTH);
    }
    queue.close();
    assertThat(run.givenBack).hasValue(run.abandoned.get());
    assertThat(run.abandoned.get()).isPositive();
    assertThat(queue.counts().submitted())
        .isEqualTo(queue.counts().completed() + queue.counts().lost());
    System.out.printf(
        "ending=%d done=%d abandoned=%d lost=%d turns with a doorbell=%d%n",
        ending, run.done.get(), run.abandoned.get(), run.lost.get(), driver.sqDoorbells);
  }
}
