package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecOption.Purpose;

/** What open output streams hold together, and that it comes back however a stream ends. */
class StreamBufferTest {
  private static final byte[] BYTES = new byte[1 << 20];

  private static void gather(StreamBuffer buffer, int bytes, int most) {
    int done = 0;
    while (done < bytes) {
      done += buffer.append(BYTES, 0, bytes - done, most);
      if (buffer.full(most)) {
        buffer.clear();
      }
    }
  }

  @Test
  void arraysStayWithinTheBoundWhenTheBlockSizeIsNoPowerOfTwo() {
    long bound = 1 << 20;
    StreamBuffers buffers = new StreamBuffers(bound);
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    List<StreamBuffer> open = new ArrayList<>();
    long heap = 0;
    for (int i = 0; i < 50; i++) {
      StreamBuffer buffer = new StreamBuffer(buffers);
      gather(buffer, 100_000, (64 << 10) + 1000);
      heap += buffer.array().length;
      open.add(buffer);
    }
    long counted = CodecMetric.STREAM_BUFFER_BYTES.value() - before;
    assertThat(counted).isBetween(bound / 2, bound);
    assertThat(heap).isLessThanOrEqualTo(counted + 50 * 512);
    open.forEach(StreamBuffer::close);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(before);
  }

  @Test
  void anArrayIsNotLentAgainWhenAnotherThreadThanItsWriterReleasesIt() throws InterruptedException {
    int size = 512 << 10;
    StreamBuffer buffer = new StreamBuffer(new StreamBuffers(2L * size));
    gather(buffer, size - 1, size);
    byte[] array = buffer.array();
    assertThat(array).hasSize(size);
    Thread killer = new Thread(buffer::close);
    killer.start();
    killer.join();
    assertThat(ArrayPool.SHARED.take(size)).isNotSameAs(array);
  }

  @Test
  void aStreamStillGathersWhenTheBoundIsReached() {
    StreamBuffers buffers = new StreamBuffers(8 << 10);
    StreamBuffer first = new StreamBuffer(buffers);
    StreamBuffer second = new StreamBuffer(buffers);
    gather(first, 8 << 10, 8 << 10);
    assertThat(second.append(BYTES, 0, 10_000, 64 << 10)).isEqualTo(512);
    assertThat(second.full(64 << 10)).isTrue();
    first.close();
    assertThat(second.full(64 << 10)).as("there is room now").isFalse();
    second.close();
  }

  @Test
  void reservationsReturnWhenStreamsAreClosedTwiceOrReleasedAndUsedAgain() {
    StreamBuffers buffers = new StreamBuffers(1 << 20);
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    StreamBuffer buffer = new StreamBuffer(buffers);
    for (int i = 0; i < 3; i++) {
      gather(buffer, 5000 * (i + 1), 64 << 10);
      buffer.release();
      buffer.release();
      assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(before);
    }
    buffer.close();
    buffer.close();
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(before);
  }

  @Test
  void onlyBlocksCutAtTheBoundAreCountedAsCutEarly() throws Exception {
    CodecConfig config = Codecs.config(Purpose.SHUFFLE, Map.of("level", "1"));
    Random random = Seed.random("cut early");
    long before = CodecMetric.BLOCKS_CUT_EARLY.value();
    for (int size : new int[] {1, 512, 1024, 4096, 8192, 65536, 70_000}) {
      byte[] data = TestData.TEXT.bytes(size, random);
      Codecs.frames(data, config, random);
      Codecs.member(data, DeflateFormat.GZIP, config, random);
    }
    assertThat(CodecMetric.BLOCKS_CUT_EARLY.value()).isEqualTo(before);
  }

  /** Opens streams, writes, and drops them; in a frame of its own so that nothing keeps them. */
  private static void drop(int streams, Cleaner cleaner, CountDownLatch collected)
      throws Exception {
    for (int i = 0; i < streams; i++) {
      FrameOutputStream frames =
          new FrameOutputStream(java.io.OutputStream.nullOutputStream(), Codecs.shuffle(1), false);
      frames.write(BYTES, 0, 3000);
      cleaner.register(frames, collected::countDown);
      MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, Codecs.file(1));
      encoder.write(BYTES, 0, 3000, java.io.OutputStream.nullOutputStream());
      cleaner.register(encoder, collected::countDown);
    }
  }

  @Test
  void reservationsReturnWhenStreamsAreDropped() throws Exception {
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    CountDownLatch collected = new CountDownLatch(200);
    drop(100, Cleaner.create(), collected);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value() - before).isGreaterThanOrEqualTo(200 * 4096);
    Collecting.until(() -> CodecMetric.STREAM_BUFFER_BYTES.value() == before);
    assertThat(collected.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
