package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** When jobs are submitted, on a device whose completions come when the test lets them. */
@OnDevice
@Tag("gated")
class GatedDeviceTest {
  private static final int DEPTH = 64;
  private static final int BATCH = 16;
  private static final int LOW_WATER = 32;
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Random random = Seed.random("gated");

  @BeforeEach
  void needsTheGate() throws IOException {
    EmulatorControl.gateNeeded();
  }

  /** Lets jobs complete and enters until the queue has noticed. */
  private static void release(SharedQueue shared, int jobs) throws IOException {
    int goal = shared.queue().inFlight() - jobs;
    EmulatorControl.command("release " + jobs);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (shared.queue().counts().completed() < shared.queue().counts().submitted() - goal) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      shared.queue().reap();
    }
  }

  @Test
  void jobsGatherAboveLowWaterAndNoneIsLeftBehindBelowIt() throws Exception {
    List<DeviceJob> jobs = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    try (DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, DEPTH)) {
      SharedQueue shared =
          new SharedQueue(
              queue, new RingingRule(BATCH, LOW_WATER), LONG_NANOS, new CircuitBreaker());
      for (int i = 0; i < LOW_WATER; i++) {
        push(shared, jobs, slots);
        assertThat(queue.pending()).as("the device has too little to do").isZero();
      }
      assertThat(queue.counts().sqDoorbells()).isEqualTo(LOW_WATER);
      for (int i = 1; i < BATCH; i++) {
        push(shared, jobs, slots);
        assertThat(queue.pending()).as("it has enough").isEqualTo(i);
      }
      push(shared, jobs, slots);
      assertThat(queue.pending()).as("a batch").isZero();
      assertThat(queue.counts().sqDoorbells()).isEqualTo(LOW_WATER + 1);

      for (int i = 1; i < BATCH; i++) {
        push(shared, jobs, slots);
      }
      release(shared, BATCH);
      shared.enter();
      assertThat(queue.inFlight()).isEqualTo(LOW_WATER);
      assertThat(queue.pending()).as("not below low water").isEqualTo(BATCH - 1);
      release(shared, 1);
      assertThat(queue.pending()).as("with no thread in the codec").isEqualTo(BATCH - 1);
      shared.enter();
      assertThat(queue.pending()).as("after one has entered").isZero();
      assertThat(queue.counts().sqDoorbells()).isEqualTo(LOW_WATER + 2);

      push(shared, jobs, slots);
      Slot awaited = slots.get(slots.size() - 1);
      assertThat(awaited.state()).isEqualTo(SlotState.PENDING);
      EmulatorControl.command("release " + DEPTH);
      shared.await(awaited);
      for (int i = 0; i < slots.size(); i++) {
        shared.await(slots.get(i));
        assertThat(slots.get(i).status()).isEqualTo(JobStatus.DONE);
        jobs.get(i).check(slots.get(i));
      }
      DeviceUnderTest.finish(queue);
    } finally {
      jobs.forEach(DeviceJob::close);
    }
  }

  private void push(SharedQueue shared, List<DeviceJob> jobs, List<Slot> slots) {
    Slot slot = shared.claim();
    if (slot == null) {
      Slot done = slots.stream().filter(s -> s.state() == SlotState.DONE).findFirst().orElseThrow();
      int at = slots.indexOf(done);
      jobs.remove(at).close();
      slots.remove(at).free();
      slot = shared.claim();
    }
    DeviceJob job = DeviceJob.compress(DeflateFormat.GZIP, TestData.TEXT.bytes(8 << 10, random));
    job.fill(slot);
    jobs.add(job);
    slots.add(slot);
    shared.push(slot);
  }
}
