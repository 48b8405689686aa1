package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Collecting;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.MemberEncoder;
import org.uacce.codec.Oracle;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/**
 * Streams that end as those of killed tasks do: dropped, closed by somebody else, or broken by what
 * is below them. Whatever they had comes back without anybody calling the codec again.
 */
@OnDevice
class DroppedStreamsDeviceTest {
  private static final int BYTES = 1_000_000;
  private static final CodecMetric[] HELD = {
    CodecMetric.DEVICE_IN_FLIGHT,
    CodecMetric.DEVICE_PARKED,
    CodecMetric.BUFFER_POOL_LEASED_BYTES,
    CodecMetric.STREAM_BUFFER_BYTES
  };

  private static Map<String, String> in(String mode) {
    return StreamKind.options("mode", mode, "verify", "full", "blockSize", "64k");
  }

  private static Map<CodecMetric, Long> held() {
    Map<CodecMetric, Long> held = new LinkedHashMap<>();
    for (CodecMetric metric : HELD) {
      held.put(metric, metric.value());
    }
    return held;
  }

  /** Nothing here calls the codec: only the collector runs. */
  private static void awaitNothingHeld() throws InterruptedException {
    try {
      Collecting.until(() -> held().values().stream().allMatch(each -> each == 0));
    } catch (AssertionError e) {
      throw new AssertionError("still held: " + held(), e);
    }
  }

  /** In a method of its own, so that no local variable keeps the stream. */
  private static void dropWriter(Random random, Map<String, String> options) throws IOException {
    StreamKind kind = StreamKind.any(random);
    OutputStream out = kind.writer(OutputStream.nullOutputStream(), options);
    out.write(kind.data(1 + random.nextInt(BYTES), random));
    if (random.nextBoolean()) {
      out.flush();
    }
  }

  private static void dropReader(Random random, Map<String, String> options) throws IOException {
    StreamKind kind = StreamKind.any(random);
    byte[] data = kind.data(BYTES, random);
    byte[] packed = kind.pack(data, options, random);
    InputStream in = kind.reader(new ByteArrayInputStream(packed), options);
    in.readNBytes(1 + random.nextInt(BYTES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void allComesBackWhenStreamsAreDropped(String mode) throws Exception {
    Random random = Seed.random("dropped " + mode);
    for (int i = 0; i < Seed.times(1000); i++) {
      dropWriter(random, in(mode));
      dropReader(random, in(mode));
    }
    awaitNothingHeld();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void allComesBackWhenReadersCloseHalfWay(String mode) throws Exception {
    Random random = Seed.random("half way " + mode);
    for (int i = 0; i < Seed.times(1000); i++) {
      StreamKind kind = StreamKind.any(random);
      byte[] packed = kind.pack(kind.data(BYTES, random), in(mode), random);
      try (InputStream in = kind.reader(new ByteArrayInputStream(packed), in(mode))) {
        in.readNBytes(1 + random.nextInt(BYTES));
      }
    }
    awaitNothingHeld();
  }

  @Test
  void allComesBackWhenAnotherThreadClosesTheStream() throws Exception {
    Random random = Seed.random("other thread");
    for (int i = 0; i < Seed.times(1000); i++) {
      StreamKind kind = StreamKind.anyFrames(random);
      byte[] data = kind.data(1 + random.nextInt(BYTES), random);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      OutputStream out = kind.writer(packed, in("auto"));
      out.write(data);
      closeElsewhere(out);
      kind.checkByJdk(packed.toByteArray(), data);
      InputStream in = kind.reader(new ByteArrayInputStream(packed.toByteArray()), in("auto"));
      in.readNBytes(random.nextInt(data.length));
      closeElsewhere(in);
    }
    awaitNothingHeld();
  }

  /**
   * Such a reader inflates itself what a device is late with, and may be the last to call anything.
   */
  @Test
  void noDeviceIsAtWorkWhenAReaderHasClosedThatDidNotWait() throws Exception {
    Random random = Seed.random("did not wait");
    for (int i = 0; i < Seed.times(1000); i++) {
      StreamKind kind = StreamKind.anyFrames(random);
      byte[] data = kind.data(1 + random.nextInt(BYTES), random);
      byte[] packed = kind.pack(data, in("software"), random);
      try (InputStream in = kind.reader(new ByteArrayInputStream(packed), in("auto"))) {
        in.readNBytes(1 + random.nextInt(data.length));
      }
      assertThat(CodecMetric.DEVICE_IN_FLIGHT.value()).isZero();
      assertThat(CodecMetric.DEVICE_PARKED.value()).isZero();
    }
  }

  private static void closeElsewhere(AutoCloseable stream) throws Exception {
    Thread closer =
        new Thread(
            () -> {
              try {
                stream.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Throwable[] failure = {null};
    closer.setUncaughtExceptionHandler((thread, e) -> failure[0] = e);
    closer.start();
    closer.join();
    assertThat(failure[0]).isNull();
  }

  /** Takes some writes, and fails from then on. */
  private static final class FailingSink extends OutputStream {
    private int left;

    FailingSink(int writes) {
      left = writes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (left-- <= 0) {
        throw new IOException("the sink is full");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void allComesBackWhenTheSinkFails(String mode) throws Exception {
    Random random = Seed.random("sink " + mode);
    for (int i = 0; i < Seed.times(1000); i++) {
      StreamKind kind = StreamKind.any(random);
      byte[] data = kind.data(BYTES, random);
      OutputStream out = kind.writer(new FailingSink(random.nextInt(3)), in(mode));
      assertThatThrownBy(
              () -> {
                out.write(data);
                out.close();
              })
          .isInstanceOf(IOException.class);
      try {
        out.close();
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
    awaitNothingHeld();
  }

  /** A pooled compressor lives on after the failures of its users' sinks. */
  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void anEncoderIsAsGoodAsNewWhenItsSinksHaveFailed(String mode) throws IOException {
    Random random = Seed.random("encoder " + mode);
    MemberEncoder encoder =
        new MemberEncoder(DeflateFormat.GZIP, StreamKind.FRAMES.config(in(mode)));
    byte[] data = TestData.TEXT.bytes(300_000, random);
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(
              () -> {
                encoder.write(data, 0, data.length, new FailingSink(0));
                encoder.finish(new FailingSink(0));
              })
          .hasMessage("the sink is full");
      encoder.reset();
    }
    long onDevice = CodecMetric.COMPRESS_DEVICE_BLOCKS.value();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    encoder.write(data, 0, data.length, packed);
    encoder.finish(packed);
    assertThat(Oracle.read(packed.toByteArray(), DeflateFormat.GZIP)).isEqualTo(data);
    assertThat(CodecMetric.COMPRESS_DEVICE_BLOCKS.value()).isGreaterThan(onDevice);
  }

  /** As Spark's sources do when their task is killed: what is thrown is no IOException. */
  private static final class KilledSource extends FilterInputStream {
    private int left;

    KilledSource(byte[] bytes, int left) {
      super(new ByteArrayInputStream(bytes));
      this.left = left;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      left -= length;
      if (left < 0) {
        throw new IllegalStateException("task killed");
      }
      return super.read(bytes, offset, length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void allComesBackWhenTheSourceThrowsWhatIsNoIoException(String mode) throws Exception {
    Random random = Seed.random("killed " + mode);
    for (int i = 0; i < Seed.times(1000); i++) {
      StreamKind kind = StreamKind.anyFrames(random);
      byte[] packed = kind.pack(kind.data(BYTES, random), in(mode), random);
      int limit = random.nextInt(packed.length);
      try (InputStream in = kind.reader(new KilledSource(packed, limit), in(mode))) {
        assertThatThrownBy(in::readAllBytes).hasMessage("task killed");
      }
    }
    awaitNothingHeld();
  }
}
