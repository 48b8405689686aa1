package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.Accelerator;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/**
 * Every fault that the emulated device gives is seen here as what it is, and as often: each kind a
 * hundred times.
 */
@OnDevice
class DeviceFaultTest {
  private static final int TIMES = 100;

  /** Failed queues that are kept open side by side. */
  private static final int TOGETHER = 20;

  private static final long SECOND = 1_000_000_000L;

  private final byte[] plain = TestData.TEXT.bytes(4000, Seed.random("faults"));

  @BeforeEach
  void needsTheEmulator() throws IOException {
    EmulatorControl.needed();
    EmulatorControl.command("clear");
  }

  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  private DeviceJob job(Direction direction) throws IOException {
    return direction == Direction.COMPRESS
        ? DeviceJob.compress(DeflateFormat.GZIP, plain)
        : DeviceJob.decompress(DeflateFormat.GZIP, plain);
  }

  private static void rule(String kind, String arguments) throws IOException {
    EmulatorControl.command("fault " + kind + " count=" + TIMES + " " + arguments);
  }

  /** The queue lives, and the job has this status. */
  @ParameterizedTest
  @CsvSource({
    "delay,ms=2,COMPRESS,DONE,",
    "jitter,ms=3,DECOMPRESS,DONE,",
    "negative,,COMPRESS,DONE,0x0d",
    "ended,,DECOMPRESS,DONE,0x13",
    "no-space,,COMPRESS,NO_SPACE,0x0e",
    "no-space,,DECOMPRESS,NO_SPACE,0x0e",
    "corrupt,,DECOMPRESS,CORRUPT,0x10",
    "status,,COMPRESS,FAILED,0x41",
    "status,value=255,DECOMPRESS,FAILED,0xff"
  })
  void theJobTellsOfTheFaultWhenTheDeviceReportsIt(
      String kind, String arguments, Direction direction, JobStatus status, String number)
      throws Exception {
    long before = EmulatorControl.given(kind);
    rule(kind, arguments == null ? "" : arguments);
    int seen = 0;
    DeviceQueue queue = DeviceUnderTest.open(direction, 4);
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(direction)) {
        Slot slot = job.push(queue);
        assertThat(DeviceUnderTest.await(queue, slot)).isEqualTo(SlotState.DONE);
        assertThat(slot.status()).isEqualTo(status);
        if (status == JobStatus.DONE) {
          job.check(slot);
        }
        seen += number == null || slot.deviceStatus() == Integer.decode(number) ? 1 : 0;
        slot.free();
      }
    }
    DeviceUnderTest.finish(queue);
    DeviceUnderTest.fault(kind + " " + direction, EmulatorControl.given(kind) - before, seen);
  }

  /** The device says that all is well; only the caller's own checksum, or the bytes, tell. */
  @ParameterizedTest
  @CsvSource({
    "wrong-output,COMPRESS,false",
    "wrong-output,DECOMPRESS,false",
    "wrong-crc,COMPRESS,true",
    "wrong-input,COMPRESS,true",
    "lie,DECOMPRESS,true"
  })
  void theLieShowsInTheChecksumOrTheBytesWhenTheStatusIsGood(
      String kind, Direction direction, boolean inChecksum) throws Exception {
    long before = EmulatorControl.given(kind);
    rule(kind, "");
    int seen = 0;
    DeviceQueue queue = DeviceUnderTest.open(direction, 4);
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(direction)) {
        Slot slot = job.push(queue);
        DeviceUnderTest.awaitDone(queue, slot);
        boolean sumIsRight = slot.checksum() == job.expectedChecksum();
        seen += inChecksum ? (sumIsRight ? 0 : 1) : sumIsRight && !job.outputIsRight(slot) ? 1 : 0;
        slot.free();
      }
    }
    DeviceUnderTest.finish(queue);
    DeviceUnderTest.fault(kind + " " + direction, EmulatorControl.given(kind) - before, seen);
  }

  /** The queue fails with its reason, and the memory is ours again when it was closed. */
  @ParameterizedTest
  @CsvSource({
    "wrong-length,,COMPRESS,IMPOSSIBLE_RESULT",
    "nothing,,COMPRESS,IMPOSSIBLE_RESULT",
    "early-completion,ms=20,COMPRESS,IMPOSSIBLE_RESULT",
    "bad-tag,,COMPRESS,BAD_TAG",
    "bad-head,,COMPRESS,BAD_HEAD",
    "bad-head,value=65535,DECOMPRESS,BAD_HEAD",
    "wrong-head,,COMPRESS,NOT_IN_FLIGHT",
    "tx-stop,,COMPRESS,STOPPED",
    "rx-stop,,DECOMPRESS,STOPPED"
  })
  void theQueueFailsWithTheReasonWhenTheDeviceCannotBeTrusted(
      String kind, String arguments, Direction direction, QueueFailure failure) throws Exception {
    long before = EmulatorControl.given(kind);
    rule(kind, arguments == null ? "" : arguments);
    int seen = 0;
    for (int i = 0; i < TIMES / TOGETHER; i++) {
      List<DeviceJob> jobs = new ArrayList<>();
      List<DeviceQueue> queues = new ArrayList<>();
      List<Slot> slots = new ArrayList<>();
      for (int j = 0; j < TOGETHER; j++) {
        jobs.add(job(direction));
        queues.add(DeviceUnderTest.open(direction, 4));
        slots.add(jobs.get(j).push(queues.get(j)));
        assertThat(DeviceUnderTest.await(queues.get(j), slots.get(j))).isEqualTo(SlotState.LOST);
        assertThat(queues.get(j).claim()).isNull();
        seen += queues.get(j).failure() == failure ? 1 : 0;
      }
      // What was too early has its other half still to come, into memory that is the device's.
      assertThat(slots).noneMatch(Slot::memoryReleased);
      EmulatorControl.awaitGiven(kind, before + (i + 1L) * TOGETHER);
      queues.forEach(DeviceUnderTest::finish);
      assertThat(slots).allMatch(Slot::memoryReleased);
      jobs.forEach(DeviceJob::close);
    }
    DeviceUnderTest.fault(kind + " " + direction, EmulatorControl.given(kind) - before, seen);
  }

  @Test
  void theQueueFailsWhenACompletionComesTwice() throws Exception {
    long before = EmulatorControl.given("duplicate");
    rule("duplicate", "");
    int seen = 0;
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(Direction.COMPRESS)) {
        DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
        Slot slot = job.push(queue);
        DeviceUnderTest.awaitDone(queue, slot);
        job.check(slot);
        long deadline = System.nanoTime() + 30 * SECOND;
        while (queue.state() == QueueState.READY && System.nanoTime() < deadline) {
          queue.turn();
        }
        seen += queue.failure() == QueueFailure.NOT_IN_FLIGHT ? 1 : 0;
        DeviceUnderTest.finish(queue);
      }
    }
    DeviceUnderTest.fault("duplicate", EmulatorControl.given("duplicate") - before, seen);
  }

  @ParameterizedTest
  @CsvSource({"busy,BUSY", "eperm,RESETTING", "enodev,GONE"})
  void openingSaysWhatKindOfEventItWas(String kind, DeviceOpenException.Reason reason)
      throws Exception {
    long before = EmulatorControl.given(kind);
    rule(kind, "");
    int seen = 0;
    AcceleratorDevice device = DeviceUnderTest.device();
    for (int i = 0; i < TIMES; i++) {
      try {
        DeviceQueue.open(DeviceUnderTest.binding(), device, Direction.COMPRESS, 4).close();
      } catch (DeviceOpenException e) {
        seen += e.reason() == reason && e.reason().ordinary() ? 1 : 0;
        assertThat(e).hasMessageContaining("device=" + device.name());
      }
    }
    DeviceUnderTest.fault(kind, EmulatorControl.given(kind) - before, seen);
  }

  @Test
  void theMemoryOfLostJobsIsNeverReleasedWhenTheStopFails() throws Exception {
    long before = EmulatorControl.given("put-error");
    rule("put-error", "");
    EmulatorControl.command("fault lost");
    long leaked = CodecMetric.DEVICE_LEAKED_BYTES.value();
    int seen = 0;
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(Direction.COMPRESS)) {
        DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
        Slot slot = job.push(queue);
        queue.turn();
        DeviceUnderTest.finish(queue);
        assertThat(slot.state()).isEqualTo(SlotState.LOST);
        assertThat(slot.memoryReleased()).isFalse();
        slot.abandon(
            () -> assertThat(false).as("memory that is not ours was given back").isTrue(), 1000);
        seen += queue.closeError() == 5 && !queue.memoryReleased() ? 1 : 0;
      }
    }
    DeviceUnderTest.fault("put-error", EmulatorControl.given("put-error") - before, seen);
    assertThat(CodecMetric.DEVICE_LEAKED_BYTES.value() - leaked).isEqualTo(1000L * seen);
  }

  /** Jobs under way, then the whole device is reset, or its completion queue overflows. */
  @ParameterizedTest
  @ValueSource(strings = {"reset", "overflow"})
  void everyQueueStopsAndANewOneWorksWhenTheDeviceIsStopped(String kind) throws Exception {
    long before = EmulatorControl.given(kind);
    int seen = 0;
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(Direction.COMPRESS)) {
        DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
        Slot slot = job.push(queue);
        queue.turn();
        EmulatorControl.command(
            kind + " " + queue.device() + (kind.equals("reset") ? " ms=1" : ""));
        long deadline = System.nanoTime() + 30 * SECOND;
        while (queue.state() == QueueState.READY && System.nanoTime() < deadline) {
          queue.turn();
        }
        seen += queue.failure() == QueueFailure.STOPPED ? 1 : 0;
        // It may have come back before the stop was seen.
        if (slot.state() == SlotState.DONE) {
          job.check(slot);
        }
        DeviceUnderTest.finish(queue);
        assertThat(queue.memoryReleased()).isTrue();
      }
    }
    works();
    DeviceUnderTest.fault(kind, EmulatorControl.given(kind) - before, seen);
  }

  @Test
  void theQueueIsDeadAndTheJvmAliveWhenTheDeviceIsRemovedAndItsReturnIsFound() throws Exception {
    long before = EmulatorControl.given("remove");
    int seen = 0;
    AcceleratorDevice device = DeviceUnderTest.device();
    for (int i = 0; i < TIMES; i++) {
      try (DeviceJob job = job(Direction.COMPRESS);
          DeviceJob second = job(Direction.COMPRESS)) {
        DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
        job.push(queue);
        queue.turn();
        EmulatorControl.command("remove " + device.name());
        Slot after = second.push(queue);
        queue.turn();
        seen += queue.failure() == QueueFailure.REMOVED ? 1 : 0;
        assertThat(after.state()).isEqualTo(SlotState.LOST);
        assertThat(Accelerator.devices())
            .extracting(AcceleratorDevice::name)
            .doesNotContain(device.name());
        assertThatThrownBy(
                () -> DeviceQueue.open(DeviceUnderTest.binding(), device, Direction.COMPRESS, 4))
            .isInstanceOfSatisfying(
                DeviceOpenException.class,
                e -> assertThat(e.reason()).isEqualTo(DeviceOpenException.Reason.GONE));
        DeviceUnderTest.finish(queue);
        assertThat(queue.memoryReleased()).isTrue();
        EmulatorControl.command("return " + device.name());
      }
    }
    works();
    DeviceUnderTest.fault("remove", EmulatorControl.given("remove") - before, seen);
  }

  @Test
  void aDeviceIsRefusedWhileTheKernelIsolatesIt() throws Exception {
    long before = EmulatorControl.given("isolate");
    String name = DeviceUnderTest.device().name();
    String folder = System.getProperty(Discovery.CLASS_FOLDER_PROPERTY, "/sys/class/uacce");
    Assumptions.assumeTrue(
        Files.exists(Path.of(folder, name, "isolate")), "a kernel too old to isolate devices");
    int seen = 0;
    for (int i = 0; i < TIMES; i++) {
      EmulatorControl.command("isolate " + name + " 1");
      seen +=
          Accelerator.unavailabilityReasons().stream()
                  .anyMatch(reason -> reason.contains(name) && reason.contains("isolate=1"))
              ? 1
              : 0;
      EmulatorControl.command("isolate " + name + " 0");
      assertThat(DeviceUnderTest.device().name()).isEqualTo(name);
    }
    DeviceUnderTest.fault("isolate", EmulatorControl.given("isolate") - before, seen);
  }

  @Test
  void everyJobGetsItsOwnResultOverLapsWhenCompletionsAreReordered() throws Exception {
    long before = EmulatorControl.given("reorder");
    EmulatorControl.command("fault reorder count=" + TIMES + " every=3 ms=2000");
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 64);
    List<DeviceJob> jobs = new ArrayList<>();
    for (int i = 0; i < queue.depth(); i++) {
      byte[] block = TestData.ROWS.bytes(100 + 13 * i, Seed.random("reorder " + i));
      jobs.add(DeviceJob.compress(DeflateFormat.ZLIB, block));
    }
    while (EmulatorControl.given("reorder") - before < TIMES) {
      List<Slot> slots = new ArrayList<>();
      for (DeviceJob job : jobs) {
        slots.add(job.push(queue));
      }
      for (int i = 0; i < slots.size(); i++) {
        DeviceUnderTest.awaitDone(queue, slots.get(i));
        jobs.get(i).check(slots.get(i));
        slots.get(i).free();
      }
    }
    jobs.forEach(DeviceJob::close);
    DeviceUnderTest.finish(queue);
  }

  private void works() throws IOException {
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
    try (DeviceJob job = job(Direction.COMPRESS)) {
      Slot slot = job.push(queue);
      DeviceUnderTest.awaitDone(queue, slot);
      job.check(slot);
    }
    DeviceUnderTest.finish(queue);
  }
}
