package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeviceChoice;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Errno;

/** When a queue is opened, given up and opened again, by a clock that the test winds. */
class SharedQueuesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static QueueOptions options(DeviceChoice devices, int queues) {
    return new QueueOptions(
        devices, queues, 8, new RingingRule(4, 8), 10 * SECOND, SECOND, Long.MAX_VALUE);
  }

  private final ScriptedDevices host = new ScriptedDevices();
  private long now = Long.MAX_VALUE - SECOND; // so that it wraps
  private final CircuitBreakers breakers = new CircuitBreakers(() -> now, false);
  private SharedQueues queues = queues(options(DeviceChoice.NEAREST, 1));

  private SharedQueues queues(QueueOptions options) {
    QueueSource source = new QueueSource(options, host::look, host::open, () -> now, breakers);
    return new SharedQueues(Direction.COMPRESS, options, source, breakers, () -> now);
  }

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void close() {
    SharedQueues.closeInOrder(List.of(queues));
  }

  /** The current queue fails as the driver says, with one job under way. */
  private Slot fail(int error) {
    Slot slot = host.fail(queues.queueOrNull(), error);
    assertThat(slot.state()).isEqualTo(SlotState.LOST);
    return slot;
  }

  @Test
  void oneQueueIsOpenedAndKeptWhenADeviceIsThere() {
    host.add("hisi_zip-4");
    SharedQueue queue = queues.queueOrNull();
    assertThat(queue.queue().device()).isEqualTo("hisi_zip-4");
    now += 100 * SECOND;
    assertThat(queues.queueOrNull()).isSameAs(queue);
    assertThat(host.tried).containsExactly("hisi_zip-4");
  }

  @Test
  void theNextDeviceIsTriedWhenOneIsRefusedBusyOrBeingReset() {
    host.devices.add(ScriptedDevices.device("hisi_zip-1", "no shared addresses"));
    host.add("hisi_zip-2");
    host.add("hisi_zip-3");
    host.add("hisi_zip-5");
    host.refusing.put("hisi_zip-2", Errno.EBUSY);
    host.refusing.put("hisi_zip-3", Errno.EPERM);
    assertThat(queues.queueOrNull().queue().device()).isEqualTo("hisi_zip-5");
    assertThat(host.tried).containsExactly("hisi_zip-2", "hisi_zip-3", "hisi_zip-5");
  }

  @Test
  void aDeviceIsLookedForOnceASecondWhenThereIsNone() {
    for (int i = 0; i < 10; i++) {
      assertThat(queues.queueOrNull()).isNull();
    }
    host.add("hisi_zip-1");
    host.refusing.put("hisi_zip-1", Errno.EBUSY);
    now += SECOND - 1;
    assertThat(queues.queueOrNull()).isNull();
    assertThat(host.tried).isEmpty();
    now += 1;
    for (int i = 0; i < 10; i++) {
      assertThat(queues.queueOrNull()).isNull();
    }
    assertThat(host.tried).hasSize(1);
    host.refusing.clear();
    now += SECOND;
    assertThat(queues.queueOrNull()).isNotNull();
    assertThat(host.tried).hasSize(2);
  }

  @Test
  void theFailedQueueIsClosedAndAnotherOpenedWhenTheDeviceWasReset() {
    host.add("hisi_zip-1");
    Slot lost = fail(Errno.ESHUTDOWN);
    assertThat(lost.memoryReleased()).as("the queue is not stopped yet").isFalse();
    assertThat(queues.queueOrNull()).as("opened less than a second ago").isNull();
    assertThat(lost.memoryReleased()).isTrue();
    assertThat(host.drivers.get(0).closes).isEqualTo(1);
    now += SECOND;
    assertThat(queues.queueOrNull().queue().state()).isEqualTo(QueueState.READY);
    assertThat(queues.opened()).isEqualTo(2);
  }

  @Test
  void theFailedQueueIsGivenBackByAnEntryAndNoneIsOpened() {
    host.add("hisi_zip-1");
    Slot lost = fail(Errno.ENODEV);
    now += SECOND;
    queues.enter();
    assertThat(lost.memoryReleased()).isTrue();
    assertThat(host.drivers.get(0).closes).isEqualTo(1);
    queues.enter();
    assertThat(host.queues).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"ERANGE", "EALREADY", "EBADMSG", "EPROTO"})
  void theDeviceIsLeftAloneForLongerWhenItAnswersWronglyAgain(String error) throws Exception {
    int number = Errno.class.getDeclaredField(error).getInt(null);
    host.add("hisi_zip-1");
    for (long seconds : new long[] {1, 2, 4}) {
      now += SECOND; // since the last open
      fail(number);
      assertThat(queues.queueOrNull()).isNull();
      now += seconds * SECOND - 1;
      assertThat(queues.queueOrNull()).as("%d s", seconds).isNull();
      now += 1;
      assertThat(queues.queueOrNull()).as("%d s", seconds).isNotNull();
    }
  }

  @Test
  void theOpenQueueRestsWhenABlockWasWrong() {
    host.add("hisi_zip-1");
    SharedQueue queue = queues.queueOrNull();
    breakers.trip(queue.queue().device(), "wrong data");
    assertThat(queues.queueOrNull()).isNull();
    now += SECOND;
    assertThat(queues.queueOrNull()).isSameAs(queue);
    assertThat(queues.opened()).isEqualTo(1);
  }

  @Test
  void anotherIsOpenedByWhoAsksAfterAllWereClosed() {
    host.add("hisi_zip-1");
    queues.queueOrNull();
    close();
    close();
    assertThat(host.drivers.get(0).closes).isEqualTo(1);
    assertThat(queues.queueOrNull()).as("opened less than a second ago").isNull();
    now += SECOND;
    assertThat(queues.queueOrNull()).isNotNull();
  }

  @Test
  void anotherDeviceServesWhenTheQueueOfOneThatAnsweredWronglyIsGone() {
    host.add("hisi_zip-1");
    host.add("hisi_zip-2");
    fail(Errno.EBADMSG);
    now += SECOND - 1;
    assertThat(queues.queueOrNull()).as("not before its time to look").isNull();
    now += 1;
    assertThat(queues.queueOrNull().queue().device()).isEqualTo("hisi_zip-2");
  }

  @Test
  void theBreakerStaysClosedWhenACampaignHoldsIt() {
    CircuitBreakers held = new CircuitBreakers(() -> now, true);
    held.trip("hisi_zip-1", "wrong data");
    assertThat(held.of("hisi_zip-1").isClosed(now)).isTrue();
    breakers.trip("hisi_zip-1", "wrong data");
    assertThat(breakers.of("hisi_zip-1").isClosed(now)).isFalse();
  }

  private SharedQueues several(DeviceChoice devices, int count) {
    close();
    queues = queues(options(devices, count));
    for (int i = 0; i < count; i++) {
      assertThat(queues.queueOrNull()).as("one is opened by each that asks").isNotNull();
      assertThat(host.queues).hasSize(i + 1);
    }
    return queues;
  }

  @Test
  void queuesAreSpreadOverTheDevicesWhenAllOrSomeByNameMayBeUsed() {
    for (int i = 1; i <= 3; i++) {
      host.add("hisi_zip-" + i);
    }
    several(new DeviceChoice(DeviceChoice.Kind.ALL, List.of()), 5);
    assertThat(host.tried)
        .containsExactly("hisi_zip-1", "hisi_zip-2", "hisi_zip-3", "hisi_zip-1", "hisi_zip-2");
    host.tried.clear();
    host.queues.clear();
    several(new DeviceChoice(DeviceChoice.Kind.NAMED, List.of("hisi_zip-3", "hisi_zip-2")), 2);
    assertThat(host.tried).containsExactly("hisi_zip-2", "hisi_zip-3");
    host.tried.clear();
    host.queues.clear();
    several(DeviceChoice.NEAREST, 2);
    assertThat(host.tried).containsExactly("hisi_zip-1", "hisi_zip-1");
  }

  @Test
  void softwareServesWhenNoDeviceHasTheName() {
    host.add("hisi_zip-1");
    close();
    queues = queues(options(new DeviceChoice(DeviceChoice.Kind.NAMED, List.of("hisi_zip-7")), 1));
    assertThat(queues.queueOrNull()).isNull();
    assertThat(host.tried).isEmpty();
  }

  @Test
  void theLeastLoadedQueueIsUsedWhenThereAreSeveral() {
    host.add("hisi_zip-1");
    several(DeviceChoice.NEAREST, 3);
    host.drivers.forEach(driver -> driver.completes = tag -> false);
    List<SharedQueue> used = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SharedQueue queue = queues.queueOrNull();
      used.add(queue);
      ScriptedDevices.push(queue);
    }
    assertThat(used.subList(0, 3)).doesNotHaveDuplicates();
    assertThat(used.subList(3, 6)).containsExactlyElementsOf(used.subList(0, 3));
  }

  @Test
  void theOthersServeWhenOneOfSeveralQueuesFails() {
    host.add("hisi_zip-1");
    several(DeviceChoice.NEAREST, 3);
    now += SECOND;
    SharedQueue failing = queues.queueOrNull();
    Slot lost = host.fail(failing, Errno.ESHUTDOWN);
    host.refusing.put("hisi_zip-1", Errno.EBUSY);
    assertThat(queues.queueOrNull()).isNotNull().isNotSameAs(failing);
    assertThat(lost.memoryReleased()).as("it was closed").isTrue();
    assertThat(host.drivers).extracting(driver -> driver.closes).containsExactly(1, 0, 0);
    int tries = host.tried.size();
    host.refusing.clear();
    now += SECOND - 1;
    queues.queueOrNull();
    assertThat(host.tried).as("looked for again before a second").hasSize(tries);
    now += 1;
    queues.queueOrNull();
    assertThat(host.queues).hasSize(4);
  }

  @Test
  void noQueueIsOpenedWhenTooMuchMemoryHasLeaked() {
    host.add("hisi_zip-1");
    Slot lost = fail(Errno.ESHUTDOWN);
    host.drivers.get(0).closeAnswer = -5;
    assertThat(queues.queueOrNull()).isNull();
    long before = CodecMetric.DEVICE_LEAKED_BYTES.value();
    lost.abandon(() -> {}, 1000);
    assertThat(CodecMetric.DEVICE_LEAKED_BYTES.value()).isEqualTo(before + 1000);
    now += SECOND;
    SharedQueues allowing = queues(leakLimit(before + 1001));
    assertThat(allowing.queueOrNull()).isNotNull();
    SharedQueues.closeInOrder(List.of(allowing));
    SharedQueues strict = queues(leakLimit(before + 1000));
    assertThat(strict.queueOrNull()).isNull();
    assertThat(host.queues).hasSize(2);
  }

  private static QueueOptions leakLimit(long bytes) {
    return new QueueOptions(
        DeviceChoice.NEAREST, 1, 8, new RingingRule(4, 8), 10 * SECOND, SECOND, bytes);
  }
}
