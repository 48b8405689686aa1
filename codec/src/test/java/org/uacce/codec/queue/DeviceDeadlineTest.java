package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** Jobs that do not come back in time: their queue fails, and their memory is safe. */
@OnDevice
class DeviceDeadlineTest {
  private static final int TIMES = 100;

  /** Failed queues that are kept open side by side. */
  private static final int TOGETHER = 20;

  private static final long SECOND = 1_000_000_000L;
  private static final long TIMEOUT = 5_000_000;
  private static final byte POISON = 0x5a;

  private final byte[] plain = TestData.TEXT.bytes(4000, Seed.random("deadline"));

  @BeforeEach
  void needsTheEmulator() {
    EmulatorControl.needed();
  }

  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  /** The job of a queue that has failed because it did not come back in time. */
  private DeviceQueue overdue(DeviceJob job) throws IOException {
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
    Slot slot = job.push(queue);
    long deadline = System.nanoTime() + 30 * SECOND;
    while (queue.state() == QueueState.READY && System.nanoTime() < deadline) {
      queue.turn();
      queue.expire(System.nanoTime(), TIMEOUT);
      LockSupport.parkNanos(500_000);
    }
    assertThat(slot.state()).isEqualTo(SlotState.LOST);
    assertThat(slot.memoryReleased()).isFalse();
    return queue;
  }

  /** The answers come while the failed queues are open: into memory that is still the device's. */
  @ParameterizedTest
  @CsvSource({"lost,0", "late,200"})
  void theQueueFailsWhenAJobIsNotBackAtItsDeadline(String kind, int ms) throws Exception {
    long before = EmulatorControl.given(kind);
    EmulatorControl.command("fault " + kind + " count=" + TIMES + (ms == 0 ? "" : " ms=" + ms));
    int seen = 0;
    for (int i = 0; i < TIMES / TOGETHER; i++) {
      List<DeviceJob> jobs = new ArrayList<>();
      List<DeviceQueue> queues = new ArrayList<>();
      for (int j = 0; j < TOGETHER; j++) {
        jobs.add(DeviceJob.compress(DeflateFormat.GZIP, plain));
        queues.add(overdue(jobs.get(j)));
        seen += queues.get(j).failure() == QueueFailure.DEADLINE ? 1 : 0;
      }
      EmulatorControl.awaitGiven(kind, before + (i + 1L) * TOGETHER);
      queues.forEach(DeviceUnderTest::finish);
      assertThat(queues).allMatch(DeviceQueue::memoryReleased);
      jobs.forEach(DeviceJob::close);
    }
    DeviceUnderTest.fault(kind, EmulatorControl.given(kind) - before, seen);
  }

  @Test
  void memoryIsNotWrittenToWhenTheAnswerIsLaterThanTheClose() throws Exception {
    EmulatorControl.command("fault late count=" + TIMES + " ms=200");
    List<DeviceJob> reused = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      DeviceJob job = DeviceJob.compress(DeflateFormat.GZIP, plain);
      DeviceQueue queue = overdue(job);
      DeviceUnderTest.finish(queue);
      assertThat(queue.memoryReleased()).isTrue();
      job.memory().fill(POISON);
      reused.add(job);
    }
    long nothingIsLateAnyMore = System.nanoTime() + 300_000_000L;
    while (System.nanoTime() < nothingIsLateAnyMore) {
      LockSupport.parkNanos(nothingIsLateAnyMore - System.nanoTime());
    }
    for (DeviceJob job : reused) {
      assertThat(job.memory().get(0, job.memory().bytes())).containsOnly(POISON);
      job.close();
    }
  }
}
