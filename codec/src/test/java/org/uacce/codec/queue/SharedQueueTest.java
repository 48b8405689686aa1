package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Who rings when, and that nothing is left behind, above a driver that does what the test says. */
class SharedQueueTest {
  private static final int DEPTH = 64;
  private static final long ANY_ADDRESS = 1 << 20;
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ScriptedCalls driver;
  private DeviceQueue queue;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @BeforeEach
  void openQueue() {
    Binding binding = NativeLibraryLoader.result().binding();
    driver = new ScriptedCalls(binding, 1023);
    QueueHandle handle = QueueHandle.orNull(driver, binding, DEPTH);
    queue = new DeviceQueue("scripted", Direction.COMPRESS, handle, DEPTH);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    queue.close();
  }

  private SharedQueue shared(int batch, int lowWater) {
    return shared(new RingingRule(batch, lowWater), LONG_NANOS);
  }

  private SharedQueue shared(RingingRule rule, long timeoutNanos) {
    return new SharedQueue(queue, rule, timeoutNanos, new CircuitBreaker());
  }

  private static Slot fill(Slot slot, long number) {
    slot.fill(ANY_ADDRESS + number, 100, ANY_ADDRESS, 200, DeflateFormat.GZIP, Ending.FINAL, 0);
    return slot;
  }

  private static Slot push(SharedQueue shared, long number) {
    Slot slot = fill(shared.claim(), number);
    shared.push(slot);
    return slot;
  }

  @Test
  void eachJobHasItsDoorbellWhileTheDeviceHasTooLittleToDo() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 4);
    for (int i = 0; i < 4; i++) {
      push(shared, i);
      assertThat(driver.sqDoorbells).isEqualTo(i + 1);
    }
    push(shared, 4);
    assertThat(driver.sqDoorbells).as("four in flight are enough").isEqualTo(4);
    assertThat(queue.pending()).isEqualTo(1);
  }

  @Test
  void jobsGatherToABatchWhileTheDeviceHasEnoughToDo() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(5, 2);
    for (int i = 0; i < 6; i++) {
      push(shared, i);
    }
    assertThat(driver.sqDoorbells).isEqualTo(2);
    push(shared, 6);
    assertThat(driver.sqDoorbells).as("the fifth pending job rings for all").isEqualTo(3);
    assertThat(driver.submittedTags).hasSize(7);
    assertThat(queue.pending()).isZero();
  }

  @Test
  void pendingJobsAreSubmittedWhenSomebodyEntersAndTheDeviceRunsDry() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 2);
    for (int i = 0; i < 5; i++) {
      push(shared, i);
    }
    assertThat(queue.pending()).isEqualTo(3);
    driver.completes = tag -> true;
    shared.enter();
    assertThat(queue.pending()).isZero();
    shared.enter();
    assertThat(queue.inFlight()).isZero();
  }

  @Test
  void whoeverWaitsRingsForAllWhenItsJobIsPending() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 2);
    push(shared, 0);
    push(shared, 1);
    Slot slot = push(shared, 2);
    Slot other = push(shared, 3);
    assertThat(slot.state()).isEqualTo(SlotState.PENDING);
    driver.completes = tag -> driver.submittedTags.size() == 4;
    shared.await(slot);
    assertThat(slot.state()).isEqualTo(SlotState.DONE);
    assertThat(other.state()).isEqualTo(SlotState.DONE);
    assertThat(driver.sqDoorbells).isEqualTo(3);
  }

  @Test
  void aJobIsNotLeftBehindWhenItIsPushedWhileAnotherThreadHoldsTheQueue() throws Exception {
    SharedQueue shared = shared(16, 32);
    Slot late = fill(shared.claim(), 7);
    AtomicInteger turns = new AtomicInteger();
    driver.duringTurn =
        () -> {
          if (turns.getAndIncrement() == 0) {
            // Pushed after the holder has looked; its own try for the queue fails.
            try {
              threads.submit(() -> shared.push(late)).get(1, TimeUnit.MINUTES);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            assertThat(late.state()).isEqualTo(SlotState.PENDING);
          }
        };
    push(shared, 1);
    assertThat(late.state()).isEqualTo(SlotState.DONE);
    assertThat(turns).hasValue(2);
  }

  @Test
  void noJobIsLeftBehindWhenManyThreadsPush() throws Exception {
    int pushes = Seed.times(300_000) * 10;
    // Below low water at all times: whatever is pushed has to be submitted.
    SharedQueue shared = shared(16, DEPTH + 1);
    AtomicInteger numbers = new AtomicInteger();
    int rounds = 0;
    while (numbers.get() < pushes) {
      int goal = Math.min(pushes, numbers.get() + 50);
      List<Future<?>> owners = new ArrayList<>();
      for (int owner = 0; owner < 4; owner++) {
        owners.add(
            threads.submit(
                () -> {
                  int number;
                  while ((number = numbers.getAndIncrement()) < goal) {
                    Slot slot;
                    do {
                      slot = shared.claim();
                    } while (slot == null);
                    shared.push(fill(slot, number));
                    slot.abandon(() -> {}); // submitted or not, it is not left behind
                  }
                }));
      }
      for (Future<?> owner : owners) {
        owner.get(1, TimeUnit.MINUTES);
      }
      numbers.set(goal);
      // Everybody has left, and nobody has looked again.
      assertThat(queue.pending()).isZero();
      rounds++;
    }
    System.out.printf(
        "pushes=%d rounds=%d doorbells=%d left behind=0%n", pushes, rounds, driver.sqDoorbells);
  }

  /** Steps by chance, and after each the promise that {@link SharedQueue} makes. */
  @Test
  void noJobStaysPendingOnceAThreadHasEnteredBelowLowWater() {
    Random random = Seed.random("promise");
    int batch = 2 + random.nextInt(15);
    int lowWater = 1 + random.nextInt(32);
    SharedQueue shared = shared(batch, lowWater);
    AtomicInteger gate = new AtomicInteger();
    driver.completes = tag -> gate.getAndUpdate(open -> Math.max(0, open - 1)) > 0;
    List<Slot> mine = new ArrayList<>();
    int kept = 0;
    for (int step = 0; step < Seed.times(2_000_000); step++) {
      int before = queue.pending();
      switch (random.nextInt(5)) {
        case 0 -> gate.addAndGet(random.nextInt(5)); // fewer than are pushed
        case 1 -> {
          Slot oldest = mine.isEmpty() ? null : mine.get(0);
          if (oldest != null && random.nextInt(20) == 0) {
            gate.set(DEPTH);
            shared.await(oldest);
            gate.set(0);
          }
        }
        default -> {
          Slot slot = shared.claim();
          if (slot != null) {
            mine.add(slot);
            shared.push(fill(slot, step));
          }
        }
      }
      shared.enter();
      collect(mine);
      assertThat(queue.pending()).as("batch=%d", batch).isLessThan(batch);
      if (queue.inFlight() < lowWater) {
        assertThat(queue.pending()).as("step=%d pending before=%d", step, before).isZero();
      }
      kept += queue.pending() > 0 ? 1 : 0;
    }
    assertThat(kept).as("steps after which jobs were gathering").isPositive();
    System.out.printf("batch=%d lowWater=%d steps with pending jobs=%d%n", batch, lowWater, kept);
  }

  @Test
  void theOwnerIsToldOnceAndThePlaceIsFreeAgainWhenAnotherThreadTookTheCompletion() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, DEPTH);
    List<Slot> told = new ArrayList<>();
    for (int i = 0; i < DEPTH; i++) {
      Slot slot = fill(shared.claim(), i);
      slot.owner(
          done -> {
            assertThat(done.produced()).isEqualTo((int) ANY_ADDRESS + told.size());
            told.add(done);
            done.free();
          });
      shared.push(slot);
    }
    assertThat(shared.claim()).isNull();
    assertThat(told).isEmpty();
    // One after the other, so that the order is known.
    driver.completes = tag -> tag == told.size();
    for (int i = 0; i < DEPTH; i++) {
      shared.enter();
    }
    assertThat(told).hasSize(DEPTH);
    assertThat(told).doesNotHaveDuplicates().extracting(Slot::state).containsOnly(SlotState.FREE);
    driver.completes = tag -> true;
    push(shared, 1000);
    assertThat(told).as("the next owner of the place is another").hasSize(DEPTH);
  }

  @Test
  void thereIsAPlaceWhenTheDeviceHasDoneAJobWhoseOwnerHasNotLooked() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, DEPTH);
    for (int i = 0; i < DEPTH; i++) {
      Slot slot = fill(shared.claim(), i);
      slot.owner(Slot::free);
      shared.push(slot);
    }
    assertThat(shared.claim()).isNull();
    driver.completes = tag -> tag == 5;
    assertThat(shared.claim()).isNotNull();
    assertThat(shared.claim()).isNull();
  }

  @Test
  void anOwnerThatIsGoneIsNotToldWhenItsJobIsDone() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 32);
    List<Slot> told = new ArrayList<>();
    Slot slot = fill(shared.claim(), 1);
    slot.owner(told::add);
    shared.push(slot);
    slot.abandon(() -> {});
    driver.completes = tag -> true;
    shared.enter();
    assertThat(slot.state()).isEqualTo(SlotState.FREE);
    assertThat(told).isEmpty();
  }

  @Test
  void theOwnerMayCloseTheQueueWhenItIsTold() throws Exception {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 32);
    Slot slot = fill(shared.claim(), 1);
    List<QueueState> states = new ArrayList<>();
    slot.owner(
        done -> {
          queue.close();
          states.add(queue.state());
        });
    shared.push(slot);
    driver.completes = tag -> true;
    threads.submit(shared::enter).get(1, TimeUnit.MINUTES);
    assertThat(states).containsExactly(QueueState.CLOSED);
    assertThat(slot.state()).isEqualTo(SlotState.DONE);
  }

  private static void collect(Collection<Slot> slots) {
    slots.removeIf(
        slot -> {
          boolean done = slot.state() == SlotState.DONE;
          if (done) {
            slot.free();
          }
          return done;
        });
  }

  @Test
  void doorbellsAreFewWhenManyWritersKeepTheDeviceBusy() throws Exception {
    int blocks = Seed.times(300_000);
    int lowWater = 32;
    SharedQueue shared = shared(16, lowWater);
    AtomicInteger numbers = new AtomicInteger();
    // A device that is never short of work: it completes what it has above low water.
    driver.completes = tag -> driver.inFlight.size() > lowWater || numbers.get() >= blocks;
    // While it has enough, and nobody waits for a block of his own.
    AtomicInteger busyJobs = new AtomicInteger();
    AtomicInteger busyDoorbells = new AtomicInteger();
    driver.beforeDoorbell =
        jobs -> {
          if (driver.inFlight.size() >= lowWater && numbers.get() < blocks) {
            busyJobs.addAndGet(jobs);
            busyDoorbells.incrementAndGet();
          }
        };
    List<Future<?>> writers = new ArrayList<>();
    for (int writer = 0; writer < 16; writer++) {
      writers.add(
          threads.submit(
              () -> {
                List<Slot> mine = new ArrayList<>();
                int number;
                while ((number = numbers.getAndIncrement()) < blocks) {
                  Slot slot = shared.claim();
                  while (slot == null) {
                    collect(mine);
                    LockSupport.parkNanos(10_000); // a task would compress the block itself
                    slot = shared.claim();
                  }
                  mine.add(slot);
                  shared.push(fill(slot, number));
                  collect(mine);
                }
                while (!mine.isEmpty()) {
                  shared.await(mine.get(0));
                  collect(mine);
                }
              }));
    }
    for (Future<?> writer : writers) {
      writer.get(1, TimeUnit.MINUTES);
    }
    System.out.printf(
        "blocks=%d doorbells=%d; while the device is busy blocks=%d doorbells=%d%n",
        blocks, driver.sqDoorbells, busyJobs.get(), busyDoorbells.get());
    assertThat(driver.submittedTags).hasSize(blocks);
    assertThat(driver.sqDoorbells).isLessThanOrEqualTo(blocks);
    assertThat(busyJobs.get()).isGreaterThan(blocks / 2);
    assertThat(busyDoorbells.get()).isLessThanOrEqualTo(busyJobs.get() / 4);
  }

  @Test
  void theQueueFailsWhenTheAwaitedJobDoesNotComeInTime() {
    driver.completes = tag -> false;
    SharedQueue shared = shared(new RingingRule(16, 32), TimeUnit.MILLISECONDS.toNanos(20));
    Slot slot = push(shared, 1);
    shared.await(slot);
    assertThat(slot.state()).isEqualTo(SlotState.LOST);
    assertThat(queue.failure()).isEqualTo(QueueFailure.DEADLINE);
    assertThat(shared.claim()).isNull();
    shared.enter();
  }

  @Test
  void theInterruptIsStillThereWhenAWaitHasEnded() throws Exception {
    driver.completes = tag -> false;
    SharedQueue shared = shared(16, 32);
    Slot slot = push(shared, 1);
    AtomicInteger looks = new AtomicInteger();
    driver.duringTurn =
        () -> {
          // Far enough for the wait to have slept, interrupted or not.
          if (looks.incrementAndGet() == 500) {
            driver.completes = tag -> true;
          }
        };
    Future<Boolean> interrupted =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              shared.await(slot);
              return Thread.interrupted();
            });
    assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
    assertThat(slot.state()).isEqualTo(SlotState.DONE);
  }
}
