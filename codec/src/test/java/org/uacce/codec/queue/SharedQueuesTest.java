package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.binding.NativeLibraryLoader;

/** When a queue is opened, given up and opened again, by a clock that the test winds. */
class SharedQueuesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final QueueOptions OPTIONS =
      new QueueOptions(8, new RingingRule(4, 8), 10 * SECOND);

  private final List<AcceleratorDevice> devices = new ArrayList<>();

  /** By name: the errno that an open answers; absent: it works. */
  private final Map<String, Integer> refusing = new HashMap<>();

  private final List<String> tried = new ArrayList<>();
  private final List<ScriptedCalls> drivers = new ArrayList<>();
  private long now = Long.MAX_VALUE - SECOND; // so that it wraps
  private final SharedQueues queues =
      new SharedQueues(
          Direction.COMPRESS, OPTIONS, () -> List.copyOf(devices), this::open, () -> now);

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void close() {
    queues.close();
  }

  private DeviceQueue open(AcceleratorDevice device, Direction direction, int depth)
      throws DeviceOpenException {
    tried.add(device.name());
    Integer error = refusing.get(device.name());
    if (error != null) {
      throw new DeviceOpenException(device, direction, OpenStep.NODE, error, "");
    }
    Binding binding = NativeLibraryLoader.result().binding();
    ScriptedCalls driver = new ScriptedCalls(binding, depth);
    drivers.add(driver);
    QueueHandle handle = QueueHandle.orNull(driver, binding, depth);
    return new DeviceQueue(device.name(), direction, handle, depth);
  }

  private static AcceleratorDevice device(String name, String refusal) {
    return new AcceleratorDevice(
        name,
        Path.of("/dev", name),
        "hisi_qm_v2",
        2,
        List.of("zlib", "gzip"),
        1,
        64,
        8192,
        151552,
        false,
        -1,
        refusal);
  }

  /** The current queue fails as the driver says, with one job under way. */
  private Slot fail(int error) {
    SharedQueue queue = queues.queueOrNull();
    ScriptedCalls driver = drivers.get(drivers.size() - 1);
    driver.completes = tag -> false;
    driver.answer = -error;
    Slot slot = queue.claim();
    slot.fill(1 << 20, 100, 1 << 20, 200, DeflateFormat.GZIP, Ending.FINAL, 0);
    queue.push(slot);
    assertThat(slot.state()).isEqualTo(SlotState.LOST);
    return slot;
  }

  @Test
  void oneQueueIsOpenedAndKeptWhenADeviceIsThere() {
    devices.add(device("hisi_zip-4", null));
    SharedQueue queue = queues.queueOrNull();
    assertThat(queue.queue().device()).isEqualTo("hisi_zip-4");
    now += 100 * SECOND;
    assertThat(queues.queueOrNull()).isSameAs(queue);
    assertThat(tried).containsExactly("hisi_zip-4");
  }

  @Test
  void theNextDeviceIsTriedWhenOneIsRefusedBusyOrBeingReset() {
    devices.add(device("hisi_zip-1", "no shared addresses"));
    devices.add(device("hisi_zip-2", null));
    devices.add(device("hisi_zip-3", null));
    devices.add(device("hisi_zip-5", null));
    refusing.put("hisi_zip-2", Errno.EBUSY);
    refusing.put("hisi_zip-3", Errno.EPERM);
    assertThat(queues.queueOrNull().queue().device()).isEqualTo("hisi_zip-5");
    assertThat(tried).containsExactly("hisi_zip-2", "hisi_zip-3", "hisi_zip-5");
  }

  @Test
  void aDeviceIsLookedForOnceASecondWhenThereIsNone() {
    for (int i = 0; i < 10; i++) {
      assertThat(queues.queueOrNull()).isNull();
    }
    devices.add(device("hisi_zip-1", null));
    refusing.put("hisi_zip-1", Errno.EBUSY);
    now += SECOND - 1;
    assertThat(queues.queueOrNull()).isNull();
    assertThat(tried).isEmpty();
    now += 1;
    for (int i = 0; i < 10; i++) {
      assertThat(queues.queueOrNull()).isNull();
    }
    assertThat(tried).hasSize(1);
    refusing.clear();
    now += SECOND;
    assertThat(queues.queueOrNull()).isNotNull();
    assertThat(tried).hasSize(2);
  }

  @Test
  void theFailedQueueIsClosedAndAnotherOpenedWhenTheDeviceWasReset() {
    devices.add(device("hisi_zip-1", null));
    Slot lost = fail(Errno.ESHUTDOWN);
    assertThat(lost.memoryReleased()).as("the queue is not stopped yet").isFalse();
    assertThat(queues.queueOrNull()).as("opened less than a second ago").isNull();
    assertThat(lost.memoryReleased()).isTrue();
    assertThat(drivers.get(0).closes).isEqualTo(1);
    now += SECOND;
    assertThat(queues.queueOrNull().queue().state()).isEqualTo(QueueState.READY);
    assertThat(queues.opened()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"ERANGE", "EALREADY", "EBADMSG", "EPROTO"})
  void theDeviceIsLeftAloneForLongerWhenItAnswersWronglyAgain(String error) throws Exception {
    int number = Errno.class.getDeclaredField(error).getInt(null);
    devices.add(device("hisi_zip-1", null));
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
    devices.add(device("hisi_zip-1", null));
    SharedQueue queue = queues.queueOrNull();
    queues.distrust(queue);
    assertThat(queues.queueOrNull()).isNull();
    now += SECOND;
    assertThat(queues.queueOrNull()).isSameAs(queue);
    assertThat(queues.opened()).isEqualTo(1);
  }

  @Test
  void nothingIsOpenedAnyMoreWhenAllIsClosed() {
    devices.add(device("hisi_zip-1", null));
    queues.queueOrNull();
    queues.close();
    assertThat(drivers.get(0).closes).isEqualTo(1);
    now += 10 * SECOND;
    assertThat(queues.queueOrNull()).isNull();
    queues.close();
    assertThat(drivers).hasSize(1);
    assertThat(drivers.get(0).closes).isEqualTo(1);
  }
}
