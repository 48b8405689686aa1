package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** What the device compresses the JDK reads, and the other way round; and the rings over laps. */
@OnDevice
class DeviceRoundTripTest {
  private static final List<TestData> KINDS = List.of(TestData.values());
  private static final int[] SIZES = {1, 2, 3, 17, 100, 1000, 4095, 65_536, 300_000, 1 << 20};

  @ParameterizedTest
  @CsvSource({"GZIP,COMPRESS", "GZIP,DECOMPRESS", "ZLIB,COMPRESS", "ZLIB,DECOMPRESS"})
  void everyKindAndSizeComesOutRight(DeflateFormat format, Direction direction) throws Exception {
    Random random = Seed.random("sizes " + format + direction);
    DeviceQueue queue = DeviceUnderTest.open(direction, 8);
    for (TestData kind : KINDS) {
      for (int size : SIZES) {
        int bytes = size > 1000 ? size - random.nextInt(100) : size;
        roundTrip(queue, format, kind.bytes(bytes, random));
      }
    }
    DeviceUnderTest.finish(queue);
  }

  @ParameterizedTest
  @EnumSource
  void theLargestJobComesOutRight(Direction direction) throws Exception {
    DeviceQueue queue = DeviceUnderTest.open(direction, 1);
    byte[] plain = TestData.TEXT.bytes(8 << 20, Seed.random("largest"));
    roundTrip(queue, DeflateFormat.GZIP, plain);
    DeviceUnderTest.finish(queue);
  }

  private static void roundTrip(DeviceQueue queue, DeflateFormat format, byte[] plain)
      throws IOException {
    try (DeviceJob job =
        queue.direction() == Direction.COMPRESS
            ? DeviceJob.compress(format, plain)
            : DeviceJob.decompress(format, plain)) {
      Slot slot = job.push(queue);
      DeviceUnderTest.awaitDone(queue, slot);
      job.check(slot);
      slot.free();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theJdksStreamsReadWhatTheDeviceCompressed(DeflateFormat format) throws Exception {
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 1);
    byte[] plain = TestData.JSON.bytes(200_000, Seed.random("streams"));
    try (DeviceJob job = DeviceJob.compress(format, plain)) {
      Slot slot = job.push(queue);
      DeviceUnderTest.awaitDone(queue, slot);
      InputStream packed = new ByteArrayInputStream(job.output(slot));
      try (InputStream reader =
          format == DeflateFormat.GZIP
              ? new GZIPInputStream(packed)
              : new InflaterInputStream(packed)) {
        assertThat(reader.readAllBytes()).isEqualTo(plain);
      }
    }
    DeviceUnderTest.finish(queue);
  }

  @Test
  void piecesAreOneMemberWhenTheyAreJoined() throws Exception {
    Random random = Seed.random("pieces");
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 16);
    List<DeviceJob> jobs = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    CRC32 crc = new CRC32();
    for (int i = 0; i < 12; i++) {
      TestData kind = KINDS.get(i % KINDS.size());
      byte[] part = kind.bytes(1 + random.nextInt(i < 6 ? 200 : 150_000), random);
      whole.write(part);
      crc.update(part);
      jobs.add(DeviceJob.piece(part));
      slots.add(jobs.get(i).push(queue));
    }
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
    for (int i = 0; i < slots.size(); i++) {
      DeviceUnderTest.awaitDone(queue, slots.get(i));
      assertThat(slots.get(i).checksum()).isEqualTo(jobs.get(i).expectedChecksum());
      byte[] piece = jobs.get(i).output(slots.get(i));
      assertThat(piece).as("ends with an empty stored block").endsWith(0, 0, 0xff, 0xff);
      member.write(piece);
      jobs.get(i).close();
    }
    ByteBuffer end = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    end.put((byte) 3).put((byte) 0).putInt((int) crc.getValue()).putInt(whole.size());
    member.write(end.array());
    try (InputStream reader = new GZIPInputStream(new ByteArrayInputStream(member.toByteArray()))) {
      assertThat(reader.readAllBytes()).isEqualTo(whole.toByteArray());
    }
    DeviceUnderTest.finish(queue);
  }

  /** Over more than three laps of the ring, in batches of every size up to its end. */
  @ParameterizedTest
  @CsvSource({"COMPRESS,1023", "DECOMPRESS,1023", "COMPRESS,40"})
  void everyJobIsAnsweredOnceOverManyLapsWithFewerDoorbellsThanJobs(Direction direction, int depth)
      throws Exception {
    Random random = Seed.random("laps " + direction + depth);
    DeviceQueue queue = DeviceUnderTest.open(direction, depth);
    int kinds = 64;
    DeviceJob[] inputs = new DeviceJob[kinds * 16];
    for (int i = 0; i < inputs.length; i++) {
      byte[] plain = KINDS.get(i % 4).bytes(64 + 7 * (i % kinds), random);
      inputs[i] =
          direction == Direction.COMPRESS
              ? DeviceJob.compress(DeflateFormat.ZLIB, plain)
              : DeviceJob.decompress(DeflateFormat.ZLIB, plain);
    }
    List<Slot> slots = new ArrayList<>();
    int next = 0;
    int most = queue.depth();
    int jobs = 3 * 1024 + 2 * most;
    for (int done = 0; done < jobs; done += slots.size()) {
      // 1, most - 1 and most for certain, all others by chance
      int round = done / Math.max(1, most);
      int batch = done == 0 ? 1 : round < 2 ? most - round : 1 + random.nextInt(most);
      slots.clear();
      int first = next;
      for (int i = 0; i < batch; i++) {
        slots.add(inputs[next++ % inputs.length].push(queue));
      }
      for (int i = 0; i < batch; i++) {
        DeviceUnderTest.awaitDone(queue, slots.get(i));
        inputs[(first + i) % inputs.length].check(slots.get(i));
        slots.get(i).free();
      }
    }
    DeviceQueue.Counts counts = queue.counts();
    assertThat(counts.completed()).isEqualTo(counts.submitted()).isGreaterThan(3 * 1024);
    assertThat(counts.sqDoorbells() + counts.cqDoorbells()).isLessThan(counts.submitted());
    DeviceUnderTest.finish(queue);
    for (DeviceJob input : inputs) {
      input.close();
    }
  }

  @Test
  void bothDirectionsWorkAtTheSameTime() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (Direction direction : Direction.values()) {
        done.add(
            threads.submit(
                () -> {
                  Random random = Seed.random("both " + direction);
                  DeviceQueue queue = DeviceUnderTest.open(direction, 32);
                  for (int i = 0; i < 100; i++) {
                    TestData kind = KINDS.get(i % KINDS.size());
                    roundTrip(queue, DeflateFormat.GZIP, kind.bytes(20_000, random));
                  }
                  DeviceUnderTest.finish(queue);
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get(2, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aTurnAtTheDeviceAllocatesNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    DeviceQueue queue = DeviceUnderTest.open(Direction.COMPRESS, 4);
    try (DeviceJob job =
        DeviceJob.compress(DeflateFormat.ZLIB, TestData.TEXT.bytes(500, Seed.random("turn")))) {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 10 && least > 0; round++) {
        long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 200; i++) {
          Slot slot = queue.claim();
          job.fill(slot);
          slot.push();
          long deadline = System.nanoTime() + 60_000_000_000L;
          while (slot.state() != SlotState.DONE && System.nanoTime() < deadline) {
            queue.turn();
          }
          slot.free();
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(self) - before);
      }
      assertThat(least).as("bytes for 200 jobs").isLessThan(1000);
    }
    DeviceUnderTest.finish(queue);
  }
}
