package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.binding.NativeLibraryLoader;
import org.uacce.codec.binding.QueueLayout;
import org.uacce.codec.binding.QueueLayout.Job;
import org.uacce.codec.binding.QueueLayout.Turn;

/** The queue above a driver that does what the test says: slots, failures, memory. */
class DeviceQueueTest {
  private static final int DEPTH = 70;
  private static final int RING_PLACES = 8;
  private static final long ANY_ADDRESS = 1 << 20;

  private ScriptedCalls driver;
  private DeviceQueue queue;
  private final AtomicInteger givenBack = new AtomicInteger();

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @BeforeEach
  void openQueue() {
    Binding binding = NativeLibraryLoader.result().binding();
    driver = new ScriptedCalls(binding, RING_PLACES);
    QueueHandle handle = QueueHandle.orNull(driver, binding, DEPTH);
    queue = new DeviceQueue("scripted", Direction.COMPRESS, handle, DEPTH);
  }

  @AfterEach
  void closeQueue() {
    queue.close();
  }

  private Slot filled(long number) {
    Slot slot = queue.claim();
    slot.fill(ANY_ADDRESS + number, 100, ANY_ADDRESS, 200, DeflateFormat.GZIP, Ending.FINAL, 0);
    return slot;
  }

  private Slot pushed(long number) {
    Slot slot = filled(number);
    slot.push();
    return slot;
  }

  private List<Slot> pushed(int from, int to) {
    List<Slot> slots = new ArrayList<>();
    for (int i = from; i < to; i++) {
      slots.add(pushed(i));
    }
    return slots;
  }

  @Test
  void pendingJobsAreSubmittedInOrderBehindOneDoorbellWhenTheQueueTakesItsTurn() {
    driver.completes = tag -> false;
    List<Slot> slots = pushed(0, 5);
    queue.turn();
    assertThat(driver.submittedTags).containsExactly(0, 1, 2, 3, 4);
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.SUBMITTED);
    assertThat(slots).noneMatch(Slot::memoryReleased);
    assertThat(queue.counts()).isEqualTo(new DeviceQueue.Counts(5, 0, 0, 1, 1, 0));
  }

  @Test
  void whatFindsNoPlaceStaysPendingInOrderWhenTheRingIsFull() {
    driver.completes = tag -> false;
    List<Slot> slots = pushed(0, 20);
    queue.turn();
    assertThat(slots.subList(RING_PLACES, 20))
        .extracting(Slot::state)
        .containsOnly(SlotState.PENDING);
    slots.addAll(pushed(20, 22));
    driver.completes = tag -> true;
    for (int turn = 0; turn < 5; turn++) {
      queue.turn();
    }
    assertThat(driver.submittedTags).hasSize(22).isSorted();
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.DONE);
  }

  @Test
  void everyJobGetsItsOwnResultWhenCompletionsAreOutOfOrder() {
    List<Slot> slots = pushed(0, RING_PLACES);
    assertThat(queue.turn()).isEqualTo(RING_PLACES);
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      assertThat(slot.status()).isEqualTo(JobStatus.DONE);
      assertThat(slot.consumed()).isEqualTo(100);
      assertThat(slot.produced()).isEqualTo((int) ANY_ADDRESS + i);
      assertThat(slot.checksum()).isEqualTo(~((int) ANY_ADDRESS + i));
      assertThat(slot.deviceStatus()).isEqualTo(0x13);
      assertThat(slot.lastBlock()).isTrue();
      assertThat(slot.memoryReleased()).isTrue();
      slot.free();
    }
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.FREE);
  }

  @Test
  void theDriverReadsTheJobThatWasFilledIn() {
    Slot slot = queue.claim();
    slot.fill(
        1001, 800, 2002, 900, DeflateFormat.ZLIB, Ending.PIECE, QueueLayout.CONTEXT_ALIGNMENT * 7L);
    slot.push();
    driver.spoil =
        turn -> {
          ByteBuffer job = driver.job(turn, 0);
          assertThat(job.getLong(Job.IN)).isEqualTo(1001);
          assertThat(job.getLong(Job.OUT)).isEqualTo(2002);
          assertThat(job.getLong(Job.CONTEXT)).isEqualTo(448);
          assertThat(job.getInt(Job.IN_BYTES)).isEqualTo(800);
          assertThat(job.getInt(Job.OUT_CAPACITY)).isEqualTo(900);
          assertThat(job.get(Job.FORMAT)).isEqualTo((byte) 1);
          assertThat(job.get(Job.ENDING)).isEqualTo((byte) 1);
        };
    assertThat(queue.turn()).isEqualTo(1);
  }

  @Test
  void thereIsNoPlaceWhenAllAreTakenAndOneAgainWhenOneIsFreed() {
    List<Slot> slots = pushed(0, DEPTH);
    assertThat(queue.claim()).isNull();
    queue.turn();
    slots.get(3).free();
    assertThat(queue.claim()).isSameAs(slots.get(3));
    assertThat(queue.claim()).isNull();
  }

  @Test
  void anAbandonedPendingJobNeverReachesTheDevice() {
    Slot slot = pushed(0);
    slot.abandon(givenBack::incrementAndGet);
    assertThat(givenBack).hasValue(0);
    queue.turn();
    queue.settle();
    assertThat(givenBack).hasValue(1);
    assertThat(driver.submittedTags).isEmpty();
    assertThat(slot.state()).isEqualTo(SlotState.FREE);
  }

  @Test
  void anAbandonedJobsMemoryIsGivenBackOnlyWhenTheDeviceHasDoneWithIt() {
    driver.completes = tag -> false;
    Slot slot = pushed(0);
    queue.turn();
    slot.abandon(givenBack::incrementAndGet);
    queue.turn();
    queue.settle();
    assertThat(givenBack).hasValue(0);
    assertThat(slot.state()).isEqualTo(SlotState.ABANDONED);
    driver.completes = tag -> true;
    queue.turn();
    assertThat(givenBack).as("nothing is called out to inside a turn").hasValue(0);
    queue.settle();
    queue.settle();
    assertThat(givenBack).hasValue(1);
    assertThat(slot.state()).isEqualTo(SlotState.FREE);
  }

  @Test
  void aJobThatIsAbandonedWhileItIsBeingSubmittedIsStillTheDevices() {
    driver.completes = tag -> false;
    Slot slot = pushed(0);
    driver.duringTurn = () -> slot.abandon(givenBack::incrementAndGet);
    queue.turn();
    queue.settle();
    assertThat(givenBack).hasValue(0);
    driver.duringTurn = () -> {};
    driver.completes = tag -> true;
    queue.turn();
    queue.settle();
    assertThat(givenBack).hasValue(1);
  }

  @Test
  void theMemoryIsGivenBackAtOnceWhenTheDeviceNeverHadItOrHasDone() {
    filled(0).abandon(givenBack::incrementAndGet);
    assertThat(givenBack).hasValue(1);
    Slot done = pushed(1);
    queue.turn();
    done.abandon(givenBack::incrementAndGet);
    assertThat(givenBack).hasValue(2);
    assertThat(done.state()).isEqualTo(SlotState.FREE);
  }

  @ParameterizedTest
  @CsvSource({
    Errno.ESHUTDOWN + ",STOPPED",
    Errno.ENODEV + ",REMOVED",
    Errno.ERANGE + ",BAD_HEAD",
    Errno.EALREADY + ",NOT_IN_FLIGHT",
    Errno.EBADMSG + ",BAD_TAG",
    Errno.EPROTO + ",IMPOSSIBLE_RESULT",
    Errno.EINVAL + ",DRIVER_ERROR",
    "5,DRIVER_ERROR"
  })
  void theQueueFailsWithTheReasonWhenTheDriverSaysSo(int error, QueueFailure reason) {
    driver.completes = tag -> tag == 1;
    List<Slot> slots = pushed(0, RING_PLACES + 2);
    Slot unfinished = filled(99);
    driver.answer = -error;
    queue.turn();
    assertThat(queue.state()).isEqualTo(QueueState.FAILED);
    assertThat(queue.failure()).isEqualTo(reason);
    assertThat(slots.get(1).state()).as("came back before").isEqualTo(SlotState.DONE);
    assertThat(slots.get(0).state()).isEqualTo(SlotState.LOST);
    assertThat(slots.get(0).memoryReleased()).as("the device may still write").isFalse();
    assertThat(slots.get(RING_PLACES + 1).state()).isEqualTo(SlotState.LOST);
    assertThat(slots.get(RING_PLACES + 1).memoryReleased()).as("never submitted").isTrue();
    assertThat(queue.counts().lost()).isEqualTo(RING_PLACES - 1);

    assertThat(queue.claim()).isNull();
    unfinished.push();
    assertThat(unfinished.state()).isEqualTo(SlotState.LOST);
    assertThat(unfinished.memoryReleased()).isTrue();
    int submitted = driver.submittedTags.size();
    assertThat(queue.turn()).isZero();
    assertThat(driver.submittedTags).hasSize(submitted);

    queue.close();
    assertThat(slots.get(0).memoryReleased()).isTrue();
    assertThat(slots.get(0).state()).isEqualTo(SlotState.LOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void theQueueFailsWhenTheDriversRecordsCannotBe(int kind) {
    driver.completes = tag -> false;
    List<Slot> slots = pushed(0, 2);
    Binding binding = NativeLibraryLoader.result().binding();
    driver.spoil =
        turn -> {
          switch (kind) {
            case 0 -> turn.putInt(Turn.SUBMITTED, 3);
            case 1 -> turn.putInt(Turn.DONE_COUNT, DEPTH + 1);
            default -> {
              turn.putInt(Turn.DONE_COUNT, 1);
              binding.view(turn.getLong(Turn.DONE), 2).putShort(0, (short) (kind == 2 ? DEPTH : 2));
            }
          }
        };
    queue.turn();
    assertThat(queue.failure()).isEqualTo(QueueFailure.DRIVER_ERROR);
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.LOST);
  }

  @Test
  void anAbandonedJobsMemoryIsGivenBackByTheCloseWhenTheQueueFailed() {
    driver.completes = tag -> false;
    Slot before = pushed(0);
    Slot after = pushed(1);
    queue.turn();
    before.abandon(givenBack::incrementAndGet);
    driver.answer = -Errno.ESHUTDOWN;
    queue.turn();
    after.abandon(givenBack::incrementAndGet);
    queue.settle();
    assertThat(givenBack).hasValue(0);
    queue.close();
    assertThat(givenBack).hasValue(2);
    assertThat(queue.memoryReleased()).isTrue();
  }

  @Test
  void theMemoryIsNeverGivenBackWhenTheQueueCouldNotBeStopped() {
    driver.completes = tag -> false;
    Slot early = pushed(0);
    Slot late = pushed(1);
    queue.turn();
    early.abandon(givenBack::incrementAndGet);
    Slot pending = pushed(2);
    pending.abandon(() -> givenBack.addAndGet(100));
    driver.closeAnswer = -5;
    long leaked = CodecMetric.DEVICE_LEAKED_BYTES.value();
    queue.close();
    assertThat(CodecMetric.DEVICE_LEAKED_BYTES.value() - leaked)
        .as("input and output of the early one")
        .isEqualTo(300);
    late.abandon(givenBack::incrementAndGet, 1000);
    queue.settle();
    queue.close();
    assertThat(CodecMetric.DEVICE_LEAKED_BYTES.value() - leaked).isEqualTo(1300);
    assertThat(givenBack).as("only of the job that was never submitted").hasValue(100);
    assertThat(queue.memoryReleased()).isFalse();
    assertThat(queue.closeError()).isEqualTo(5);
    assertThat(late.memoryReleased()).isFalse();
    assertThat(queue.counts().lost()).isEqualTo(2);
  }

  @Test
  void theJobsAreLostAndTheirMemoryReleasedWhenAReadyQueueIsClosed() {
    driver.completes = tag -> false;
    Slot submitted = pushed(0);
    queue.turn();
    Slot pending = pushed(1);
    queue.close();
    queue.close();
    assertThat(driver.closes).isEqualTo(1);
    assertThat(queue.state()).isEqualTo(QueueState.CLOSED);
    assertThat(queue.failure()).isNull();
    assertThat(List.of(submitted, pending))
        .allMatch(slot -> slot.state() == SlotState.LOST && slot.memoryReleased());
    submitted.abandon(givenBack::incrementAndGet);
    pending.abandon(givenBack::incrementAndGet);
    assertThat(givenBack).hasValue(2);
    assertThat(queue.claim()).isNull();
    assertThat(queue.turn()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void nothingIsInFlightAnyMoreHoweverTheQueueEnds(int ending) {
    long inFlight = CodecMetric.DEVICE_IN_FLIGHT.value();
    long queues = CodecMetric.DEVICE_QUEUES.value();
    long failures = CodecMetric.DEVICE_QUEUE_FAILURES.value();
    driver.completes = tag -> tag == 0;
    pushed(0, 3);
    queue.turn();
    assertThat(CodecMetric.DEVICE_IN_FLIGHT.value()).isEqualTo(inFlight + 2);
    switch (ending) {
      case 0 -> driver.completes = tag -> true;
      case 1 -> driver.answer = -Errno.ESHUTDOWN;
      case 2 -> driver.spoil = turn -> turn.putInt(Turn.DONE_COUNT, -1);
      default -> queue.close();
    }
    queue.turn();
    assertThat(CodecMetric.DEVICE_IN_FLIGHT.value()).isEqualTo(inFlight);
    queue.close();
    assertThat(CodecMetric.DEVICE_IN_FLIGHT.value()).isEqualTo(inFlight);
    assertThat(CodecMetric.DEVICE_QUEUES.value()).isEqualTo(queues - 1);
    assertThat(CodecMetric.DEVICE_QUEUE_FAILURES.value() - failures)
        .isEqualTo(ending == 1 || ending == 2 ? 1 : 0);
  }

  @Test
  void resultsCanBeReadAfterTheQueueWasClosed() {
    Slot slot = pushed(7);
    queue.turn();
    queue.close();
    assertThat(slot.produced()).isEqualTo((int) ANY_ADDRESS + 7);
    slot.free();
  }

  @Test
  void theQueueFailsWhenAJobIsOverdueAfterOneMoreLook() {
    driver.completes = tag -> false;
    Slot slot = pushed(0);
    queue.turn();
    long now = System.nanoTime();
    queue.expire(now, 1_000_000_000L);
    assertThat(queue.state()).isEqualTo(QueueState.READY);
    queue.expire(now + 2_000_000_000L, 1_000_000_000L);
    assertThat(queue.failure()).isEqualTo(QueueFailure.DEADLINE);
    assertThat(slot.state()).isEqualTo(SlotState.LOST);
    assertThat(slot.memoryReleased()).isFalse();
  }

  @Test
  void theJobIsDoneWhenItCompletesInTheLookAfterItsDeadline() {
    driver.completes = tag -> false;
    Slot slot = pushed(0);
    queue.turn();
    Slot notYet = pushed(1);
    driver.completes = tag -> true;
    queue.expire(System.nanoTime() + 2_000_000_000L, 1_000_000_000L);
    assertThat(queue.state()).isEqualTo(QueueState.READY);
    assertThat(slot.state()).isEqualTo(SlotState.DONE);
    assertThat(notYet.state()).as("expiring submits nothing").isEqualTo(SlotState.PENDING);
  }

  @Test
  void aPendingJobIsNeverOverdueBecauseTheDeadlineRunsFromTheDoorbell() {
    pushed(0);
    queue.expire(System.nanoTime() + Long.MAX_VALUE / 2, 1);
    assertThat(queue.state()).isEqualTo(QueueState.READY);
  }

  @Test
  void noOtherThreadTakesATurnAndACloseWaitsWhileTheQueueIsHeld() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    driver.duringTurn =
        () -> {
          inside.countDown();
          try {
            leave.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    AtomicInteger turns = new AtomicInteger();
    driver.spoil = turn -> turns.incrementAndGet();
    Thread holder = new Thread(() -> queue.turn());
    holder.start();
    inside.await();
    assertThat(queue.turn()).isEqualTo(DeviceQueue.HELD);
    queue.expire(0, 0);
    Thread closer = new Thread(queue::close);
    closer.start();
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(driver.closes).as("a close waits for the turn").isZero();
    leave.countDown();
    holder.join();
    closer.join();
    assertThat(driver.closes).isEqualTo(1);
    assertThat(turns).hasValue(1);
  }

  @Test
  void theQueueIsClosedWhenItIsDropped() throws Exception {
    driver.completes = tag -> false;
    pushed(0).abandon(givenBack::incrementAndGet);
    ScriptedCalls dropped = driver;
    queue.turn();
    openQueue();
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (dropped.closes == 0 && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(dropped.closes).isEqualTo(1);
  }

  @Test
  void misuseIsRefusedAndChangesNothing() {
    Slot slot = queue.claim();
    assertThatIllegalStateException().isThrownBy(slot::push).withMessageContaining("no job");
    assertThatIllegalStateException().isThrownBy(slot::status).withMessageContaining("FILLING");
    assertThatIllegalStateException().isThrownBy(slot::free).withMessageContaining("needed=DONE");
    slot.abandon(() -> {});
    assertThatIllegalStateException().isThrownBy(() -> slot.abandon(() -> {}));
    Slot pending = pushed(0);
    assertThatIllegalStateException().isThrownBy(pending::push);
    assertThatIllegalStateException().isThrownBy(pending::free);
    assertThatIllegalStateException()
        .isThrownBy(() -> pending.fill(1, 1, 1, 1, DeflateFormat.GZIP, Ending.FINAL, 0));
    queue.turn();
    pending.free();
    assertThatIllegalStateException().isThrownBy(pending::produced);
    assertThat(driver.submittedTags).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1,1,FINAL,0",
    "1,0,1,1,FINAL,0",
    "1,-1,1,1,FINAL,0",
    "1,8388609,1,1,FINAL,0",
    "1,1,0,1,FINAL,0",
    "1,1,1,0,FINAL,0",
    "1,1,1,8388609,FINAL,0",
    "1,1,1,1,FINAL,64",
    "1,8,1,9,PIECE,0",
    "1,8,1,9,PIECE,65",
    "1,8,1,8,PIECE,64"
  })
  void aJobIsRefusedWhenAValueIsOutOfRange(
      long in, int inBytes, long out, int outCapacity, Ending ending, long context) {
    Slot slot = queue.claim();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> slot.fill(in, inBytes, out, outCapacity, DeflateFormat.GZIP, ending, context))
        .withMessageContaining("inBytes=" + inBytes)
        .withMessageContaining("limit=8388608");
    slot.abandon(() -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aJobsWayAllocatesNothing(boolean told) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    QueueCalls quick = new Echo(NativeLibraryLoader.result().binding());
    QueueHandle handle = QueueHandle.orNull(quick, NativeLibraryLoader.result().binding(), DEPTH);
    try (DeviceQueue echoing = new DeviceQueue("echo", Direction.COMPRESS, handle, DEPTH)) {
      SharedQueue shared =
          new SharedQueue(echoing, new RingingRule(16, 32), Long.MAX_VALUE, new CircuitBreaker());
      SlotOwner owner = told ? Slot::free : null;
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 10 && least > 0; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 3000; i++) {
          Slot slot = shared.claim();
          slot.fill(ANY_ADDRESS, 100, ANY_ADDRESS, 200, DeflateFormat.GZIP, Ending.FINAL, 0);
          slot.owner(owner);
          shared.push(slot);
          shared.await(slot);
          if (!told) {
            slot.free();
          }
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertThat(least).as("bytes in 3000 jobs").isLessThan(2000);
      assertThat(echoing.counts().completed()).isGreaterThanOrEqualTo(3000);
    }
  }

  /** Completes the one job with tag 0 at once, and allocates nothing itself. */
  private static final class Echo implements QueueCalls {
    private final Binding binding;
    private ByteBuffer turn;

    Echo(Binding binding) {
      this.binding = binding;
    }

    @Override
    public int turn(long address) {
      if (turn == null) {
        turn = binding.view(address, Turn.SIZEOF);
      }
      turn.putInt(Turn.SUBMITTED, turn.getInt(Turn.SUBMIT_COUNT));
      turn.putInt(Turn.DONE_COUNT, turn.getInt(Turn.SUBMIT_COUNT)); // the list is all zeros
      return 0;
    }

    @Override
    public int close() {
      return 0;
    }
  }
}
