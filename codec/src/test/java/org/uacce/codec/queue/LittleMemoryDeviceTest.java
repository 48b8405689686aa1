package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/**
 * A thread whose streams want more memory than there is to lend: half of 8 MiB, which is one block
 * of a file with all that proves it. Nobody may wait for what his own streams hold.
 */
@OnDevice
class LittleMemoryDeviceTest {
  private static final int STREAMS = 200;
  private static final int FILE_BLOCK = 1 << 20;
  private static final int LEAST_OFFLOADED = 16 << 10;

  /** A wait for what one's own streams hold takes this long. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Map<String, String> LITTLE =
      StreamKind.options("bufferPool.maxBytes", "8m", "timeout", "30s", "verify", "full");

  private static Map<String, String> in(String mode) {
    return StreamKind.with(LITTLE, "mode", mode);
  }

  /** One of them, its bytes so far and what it has to come to. */
  private static final class Written {
    private final StreamKind kind;
    private final byte[] data;
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final OutputStream out;

    Written(StreamKind kind, byte[] data, Map<String, String> options) throws IOException {
      this.kind = kind;
      this.data = data;
      this.out = kind.writer(packed, options);
    }

    void write(int at, int bytes) throws IOException {
      out.write(data, at, Math.min(bytes, data.length - at));
    }

    void end() throws IOException {
      out.close();
      kind.checkByJdk(packed.toByteArray(), data);
    }
  }

  /** Writes the streams block by block in turn, and ends them one after the other. */
  private static void inTurn(List<Written> streams, int block) throws IOException {
    long start = System.nanoTime();
    int longest = streams.stream().mapToInt(each -> each.data.length).max().orElse(0);
    for (int at = 0; at < longest; at += block) {
      for (Written each : streams) {
        if (at < each.data.length) {
          each.write(at, block);
        }
      }
    }
    for (Written each : streams) {
      each.end();
    }
    assertThat(System.nanoTime() - start).as("nobody waited in vain").isLessThan(TIMEOUT_NANOS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void twoStreamsOfOneThreadFinishWhenThereIsMemoryForOneBlock(String mode) throws IOException {
    Random random = Seed.random("two " + mode);
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    long refused = CodecMetric.DEVICE_NO_BUFFER.value();
    List<Written> streams = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      // A last block below minOffloadSize would not go to the device.
      int last = LEAST_OFFLOADED + random.nextInt(FILE_BLOCK - LEAST_OFFLOADED);
      byte[] data = TestData.TEXT.bytes(4 * FILE_BLOCK + last, random);
      streams.add(new Written(StreamKind.GZIP, data, in(mode)));
    }
    inTurn(streams, FILE_BLOCK);
    assertThat(CodecMetric.COMPRESS_DEVICE_BLOCKS.value()).isGreaterThan(onDevice);
    if (mode.equals("hardware")) {
      assertThat(CodecMetric.DEVICE_NO_BUFFER.value()).isEqualTo(refused);
      assertThat(CodecMetric.COMPRESS_DEVICE_BLOCKS.value() - onDevice).isEqualTo(10);
    }
  }

  /** A block that takes more than it was is stored; its input has to be there still. */
  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void aBlockThatDidNotShrinkIsRightWhenItsMemoryWentToAnotherStream(String mode)
      throws IOException {
    Random random = Seed.random("random " + mode);
    List<Written> streams = new ArrayList<>();
    for (StreamKind kind : List.of(StreamKind.GZIP, StreamKind.ZLIB, StreamKind.GZIP)) {
      byte[] data = TestData.RANDOM.bytes(2 * FILE_BLOCK + 1, random);
      streams.add(new Written(kind, data, in(mode)));
    }
    inTurn(streams, FILE_BLOCK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void allFinishWhenOneThreadHasManyStreams(String mode) throws IOException {
    Random random = Seed.random("many " + mode);
    List<Written> streams = new ArrayList<>();
    Map<String, String> options = StreamKind.with(in(mode), "blockSize", "64k");
    for (int i = 0; i < STREAMS; i++) {
      StreamKind kind = StreamKind.any(random);
      streams.add(new Written(kind, kind.data(1 + random.nextInt(600_000), random), options));
    }
    inTurn(streams, 50_000);
  }

  /** A trial compresses a block both ways at once, while the thread's other streams hold memory. */
  @Test
  void aTrialOfRowsFinishesWhenTheThreadsOtherStreamsHoldTheMemory() throws IOException {
    Random random = Seed.random("trials");
    List<Written> streams = new ArrayList<>();
    Map<String, String> options = in("hardware");
    for (int i = 0; i < 8; i++) {
      streams.add(new Written(StreamKind.ROWS, StreamKind.ROWS.data(700_000, random), options));
      byte[] file = TestData.TEXT.bytes(2 * FILE_BLOCK, random);
      streams.add(new Written(StreamKind.GZIP, file, options));
    }
    long refused = CodecMetric.DEVICE_NO_BUFFER.value();
    inTurn(streams, 300_000);
    assertThat(CodecMetric.DEVICE_NO_BUFFER.value()).isEqualTo(refused);
  }

  /** Blocks that were inflated and not yet read are the thread's own too, as in a merge. */
  @Test
  void aWriterFinishesWhenTheThreadsReadersHoldTheMemory() throws IOException {
    Random random = Seed.random("readers");
    byte[] data = StreamKind.FRAMES.data(400_000, random);
    byte[] packed = StreamKind.FRAMES.pack(data, in("hardware"), random);
    List<InputStream> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        InputStream reader =
            StreamKind.FRAMES.reader(new ByteArrayInputStream(packed), in("hardware"));
        readers.add(reader);
        assertThat(reader.read()).isEqualTo(data[0] & 0xff);
      }
      byte[] merged = StreamKind.FRAMES.data(400_000, random);
      inTurn(List.of(new Written(StreamKind.FRAMES, merged, in("hardware"))), 64 << 10);
    } finally {
      for (InputStream reader : readers) {
        reader.close();
      }
    }
  }
}
