package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.binding.Binding.Ending;

/**
 * A device that answers when nobody waits any more, into the memory that it had been given. What
 * the pool lends meanwhile is other memory, until the queue has been stopped.
 */
@OnDevice
class LateAnswersDeviceTest {
  private static final int LATE_MS = 400;
  private static final byte POISON = 0x5a;
  private static final int POOL_BYTES = 16 << 20;

  private static final Map<String, String> OPTIONS =
      StreamKind.options(
          "mode",
          "hardware",
          "timeout",
          "100ms",
          "verify",
          "full",
          "minOffloadSize",
          "4k",
          "bufferPool.maxBytes",
          "16m");

  private final Random random = Seed.random("late");

  @BeforeAll
  static void theBreakerStaysClosed() {
    System.setProperty(QueueManager.HELD_CLOSED_PROPERTY, "true");
  }

  @AfterEach
  void clearFaults() throws IOException {
    if (EmulatorControl.present()) {
      EmulatorControl.command("clear");
    }
  }

  private void roundTrip() throws IOException {
    StreamKind kind = StreamKind.any(random);
    byte[] data = kind.data(1 + random.nextInt(400_000), random);
    kind.check(kind.pack(data, OPTIONS, random), data, OPTIONS);
  }

  /** Late ones among those that are not, while other streams use the memory that is given back. */
  @Test
  void streamsAreRightWhenAnswersAreLate() throws IOException {
    EmulatorControl.needed();
    roundTrip();
    long timeouts = CodecMetric.DEVICE_TIMEOUTS.value();
    int times = Seed.times(200);
    EmulatorControl.command("fault late count=" + times + " every=20 ms=" + LATE_MS);
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(20);
    while (CodecMetric.DEVICE_TIMEOUTS.value() < timeouts + times) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      roundTrip();
    }
    assertThat(CodecMetric.DEVICE_JOB_LOST.value()).isPositive();
    roundTrip();
  }

  /** Jobs of a queue that nobody stops yet; then one that is stopped before its device answers. */
  @Test
  void lentMemoryIsNeverWrittenToWhenAnswersAreLate() throws Exception {
    EmulatorControl.needed();
    for (int i = 0; i < Seed.times(500); i++) {
      lendWhileLate(i % 2 == 0);
    }
  }

  private void lendWhileLate(boolean stopsLater) throws IOException {
    BufferPool pool = new BufferPool(DeviceUnderTest.binding(), POOL_BYTES);
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 8);
    long given = EmulatorControl.given("late");
    EmulatorControl.command("fault late count=8 ms=" + LATE_MS);
    byte[] block = StreamKind.FRAMES.data(64 << 10, random);
    for (int i = 0; i < 8; i++) {
      abandon(queue, pool, block);
    }
    queue.turn();
    queue.expire(System.nanoTime() + TimeUnit.SECONDS.toNanos(1), 1);
    assertThat(queue.state()).isEqualTo(QueueState.FAILED);
    if (!stopsLater) {
      DeviceUnderTest.finish(queue);
      assertThat(queue.memoryReleased()).isTrue();
    }
    List<OffHeapBuffer> lent = lendAll(pool);
    if (stopsLater) {
      EmulatorControl.awaitGiven("late", given + 8);
    } else {
      // The model's clock has passed the answers' time when a job that is just as late is back.
      awaitAsLate(block);
    }
    for (OffHeapBuffer buffer : lent) {
      byte[] content = new byte[buffer.capacity()];
      buffer.copyOut(0, content, 0, content.length);
      assertThat(content).containsOnly(POISON);
    }
    if (stopsLater) {
      DeviceUnderTest.finish(queue);
      assertThat(pool.tryLease(1 << 20)).as("all of it comes back").isNotNull();
    }
  }

  /** A job whose owner leaves it, and with it the memory that the pool lent. */
  private static void abandon(DeviceQueue queue, BufferPool pool, byte[] block) {
    OffHeapBuffer buffer = pool.tryLease(3 * block.length);
    buffer.copyIn(0, block, 0, block.length);
    Slot slot = queue.claim();
    slot.fill(
        buffer.address(),
        block.length,
        buffer.address() + block.length,
        2 * block.length,
        DeflateFormat.GZIP,
        Ending.FINAL,
        0);
    slot.push();
    queue.turn();
    slot.abandon(() -> pool.endLease(buffer), buffer.capacity());
  }

  /** All that the pool lends, poisoned. */
  private static List<OffHeapBuffer> lendAll(BufferPool pool) {
    List<OffHeapBuffer> lent = new ArrayList<>();
    for (OffHeapBuffer buffer = pool.tryLease(190 << 10);
        buffer != null;
        buffer = pool.tryLease(190 << 10)) {
      buffer.fill(0, buffer.capacity(), POISON);
      lent.add(buffer);
    }
    assertThat(lent).isNotEmpty();
    return lent;
  }

  private static void awaitAsLate(byte[] block) throws IOException {
    EmulatorControl.command("clear");
    EmulatorControl.command("fault delay count=1 ms=" + 2 * LATE_MS);
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 2);
    try (DeviceJob job = DeviceJob.compress(DeflateFormat.GZIP, block)) {
      DeviceUnderTest.awaitDone(queue, job.push(queue));
    }
    DeviceUnderTest.finish(queue);
  }
}
