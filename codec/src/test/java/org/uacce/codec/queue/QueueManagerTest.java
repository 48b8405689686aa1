package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Errno;

/** The queues of both directions together, on devices that do what the test says. */
class QueueManagerTest {
  private final ScriptedDevices host = new ScriptedDevices();
  private final QueueManager manager =
      new QueueManager(CodecConfig.defaults(Purpose.SHUFFLE).jvm(), host::look, host::open);

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @AfterEach
  void close() {
    manager.closeQueues();
  }

  @Test
  void aQueueIsOpenedForEachDirectionThatIsUsed() {
    host.add("hisi_zip-1");
    manager.enter();
    assertThat(host.queues).isEmpty();
    assertThat(manager.hasCompressed()).isFalse();
    assertThat(manager.decompressingOrNull().queue().direction()).isEqualTo(Direction.DECOMPRESS);
    assertThat(manager.hasCompressed()).isFalse();
    assertThat(manager.compressingOrNull().queue().direction()).isEqualTo(Direction.COMPRESS);
    assertThat(manager.hasCompressed()).isTrue();
    assertThat(host.queues).hasSize(2);
  }

  @Test
  void anEntryTakesWhatIsCompleteInBothDirections() {
    host.add("hisi_zip-1");
    List<SharedQueue> both = List.of(manager.compressingOrNull(), manager.decompressingOrNull());
    host.drivers.forEach(driver -> driver.completes = tag -> false);
    List<Slot> slots = both.stream().map(ScriptedDevices::push).toList();
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.SUBMITTED);
    host.drivers.forEach(driver -> driver.completes = tag -> true);
    manager.enter();
    assertThat(slots).extracting(Slot::state).containsOnly(SlotState.DONE);
  }

  @Test
  void theDeviceRestsInBothDirectionsWhenItsOutputWasWrongInOne() {
    host.add("hisi_zip-1");
    manager.decompressingOrNull();
    manager.distrust(manager.compressingOrNull());
    assertThat(manager.compressingOrNull()).isNull();
    assertThat(manager.decompressingOrNull()).isNull();
  }

  @Test
  void noDeviceRestsWhenTheBreakerIsHeldClosed() {
    System.setProperty(QueueManager.HELD_CLOSED_PROPERTY, "true");
    try {
      QueueManager patient =
          new QueueManager(CodecConfig.defaults(Purpose.SHUFFLE).jvm(), host::look, host::open);
      host.add("hisi_zip-1");
      SharedQueue queue = patient.compressingOrNull();
      patient.distrust(queue);
      assertThat(patient.compressingOrNull()).isSameAs(queue);
      assertThat(host.fail(queue, Errno.EBADMSG).state()).isEqualTo(SlotState.LOST);
      long start = System.nanoTime();
      while (patient.compressingOrNull() == null) {
        assertThat(System.nanoTime() - start).isLessThan(60 * QueueOptions.LOOK_NANOS);
      }
      assertThat(host.queues).hasSize(2);
      patient.closeQueues();
    } finally {
      System.clearProperty(QueueManager.HELD_CLOSED_PROPERTY);
    }
  }

  @Test
  void theQueuesAreClosedInOrderAndOthersOpenedWhenABlockComesLater() {
    host.add("hisi_zip-1");
    manager.decompressingOrNull();
    Slot lost = ScriptedDevices.push(idle(manager.compressingOrNull()));
    List<Direction> order = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Direction direction = host.queues.get(i).direction();
      host.drivers.get(i).duringClose =
          () -> {
            order.add(direction);
            assertThat(manager.compressingOrNull()).as("no new jobs meanwhile").isNull();
          };
    }
    assertThat(manager.closeQueues()).isEqualTo(2);
    assertThat(manager.closeQueues()).isZero();
    assertThat(order).containsExactly(Direction.COMPRESS, Direction.DECOMPRESS);
    assertThat(lost.state()).isEqualTo(SlotState.LOST);
    assertThat(lost.memoryReleased()).isTrue();
    long deadline = System.nanoTime() + 60 * QueueOptions.LOOK_NANOS;
    while (manager.compressingOrNull() == null && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(host.queues).hasSize(3);
  }

  private SharedQueue idle(SharedQueue queue) {
    host.driver(queue).completes = tag -> false;
    return queue;
  }

  @Test
  void aReleaseIsRefusedWhenNobodyRetains() {
    QueueManager.retain();
    QueueManager.retain();
    QueueManager.release();
    QueueManager.release();
    assertThatIllegalStateException()
        .isThrownBy(QueueManager::release)
        .withMessageContaining("users=0");
  }
}
