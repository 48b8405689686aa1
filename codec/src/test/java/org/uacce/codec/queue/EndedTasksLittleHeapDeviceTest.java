package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Accelerator;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.engine.Engine;

/** At the end of a task whose open streams have more at the device than the heap has room for. */
@OnDevice
class EndedTasksLittleHeapDeviceTest {
  private static final int STREAMS = 12;
  private static final int BYTES = 400_000;
  private static final Map<String, String> OPTIONS =
      StreamKind.options("mode", "hardware", "blockSize", "64k", "streamBuffer.maxBytes", "1m");

  @Test
  void aStreamWhoseBlocksHadNoRoomSaysSoAndTheOthersLoseNothing() throws Exception {
    Random random = Seed.random("little heap");
    byte[] data = StreamKind.FRAMES.data(2 * BYTES, random);
    List<ByteArrayOutputStream> packed = new ArrayList<>();
    List<OutputStream> open = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      packed.add(new ByteArrayOutputStream());
      open.add(StreamKind.FRAMES.writer(packed.get(i), OPTIONS));
      open.get(i).write(data, 0, BYTES);
    }
    Accelerator.abandonStreams();
    awaitNothingAtTheDevice();
    int refused = 0;
    for (int i = 0; i < STREAMS; i++) {
      try (OutputStream out = open.get(i)) {
        out.write(data, BYTES, BYTES);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("streamBuffer.maxBytes left no room for the blocks");
        refused++;
        continue;
      }
      StreamKind.FRAMES.checkByJdk(packed.get(i).toByteArray(), data);
    }
    assertThat(refused).as("streams without room").isBetween(1, STREAMS - 1);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isZero();
  }

  private static void awaitNothingAtTheDevice() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (CodecMetric.DEVICE_IN_FLIGHT.value() > 0
        || CodecMetric.BUFFER_POOL_LEASED_BYTES.value() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Engine.sharedOrNull().enter();
      LockSupport.parkNanos(100_000);
    }
  }
}
