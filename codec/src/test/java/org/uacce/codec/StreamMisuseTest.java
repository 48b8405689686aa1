package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecOption.Purpose;

/**
 * Streams that are closed twice, used after close, or put between a source and a sink that fail.
 */
@EveryTier
class StreamMisuseTest {
  private final CodecConfig config = Codecs.shuffle(1);
  private final byte[] data = TestData.JSON.bytes(300_000, Seed.random("misuse"));

  /** Counts closes and throws at the n-th write. */
  private static final class Sink extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final RuntimeException unchecked;
    private int writesToFailure;
    private int writes;
    private int closes;

    Sink(int writesToFailure, RuntimeException unchecked) {
      this.writesToFailure = writesToFailure;
      this.unchecked = unchecked;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      writes++;
      if (writesToFailure-- == 0) {
        if (unchecked != null) {
          throw unchecked;
        }
        throw new IOException("disk full");
      }
      bytes.write(from, offset, length);
    }

    @Override
    public void close() {
      closes++;
    }
  }

  @Test
  void nothingIsWrittenTwiceWhenClosedTwice() throws Exception {
    Sink sink = new Sink(-1, null);
    FrameOutputStream stream = new FrameOutputStream(sink, config, false);
    stream.write(data);
    stream.close();
    byte[] once = sink.bytes.toByteArray();
    stream.close();
    assertThat(sink.bytes.toByteArray()).isEqualTo(once);
    assertThat(sink.closes).isEqualTo(1);
    assertThat(PlainFrames.read(once)).isEqualTo(data);
  }

  @Test
  void writeAndFlushAreRefusedWhenClosed() throws Exception {
    FrameOutputStream stream = new FrameOutputStream(new Sink(-1, null), config, false);
    stream.close();
    assertThatThrownBy(() -> stream.write(1)).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.write(data)).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(stream::flush).isExactlyInstanceOf(IOException.class);
  }

  @Test
  void readIsRefusedAndSourceClosedOnceWhenClosed() throws Exception {
    int[] closes = {0};
    InputStream source =
        new FilterInputStream(new ByteArrayInputStream(PlainFrames.stored(data))) {
          @Override
          public void close() {
            closes[0]++;
          }
        };
    FrameInputStream stream = new FrameInputStream(source, config);
    assertThat(stream.read()).isEqualTo(data[0] & 0xff);
    stream.close();
    stream.close();
    assertThat(closes[0]).isEqualTo(1);
    assertThatThrownBy(stream::read).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.read(new byte[2])).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() -> stream.skip(1)).isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(stream::available).isExactlyInstanceOf(IOException.class);
  }

  @Test
  void anEmptyStreamIsNoBytesWhenOnlyFlushed() throws Exception {
    for (boolean cuts : new boolean[] {false, true}) {
      Sink sink = new Sink(-1, null);
      try (FrameOutputStream stream = new FrameOutputStream(sink, config, cuts)) {
        stream.flush();
        stream.write(new byte[0]);
      }
      assertThat(sink.bytes.size()).isZero();
    }
  }

  @Test
  void flushCutsBlocksOnlyWhenAsked() throws Exception {
    for (boolean cuts : new boolean[] {false, true}) {
      Sink sink = new Sink(-1, null);
      try (FrameOutputStream stream = new FrameOutputStream(sink, config, cuts)) {
        for (int i = 0; i < 10; i++) {
          stream.write(data, 0, 100);
          stream.flush();
        }
        assertThat(sink.writes).isEqualTo(cuts ? 10 : 0);
      }
      assertThat(sink.writes).isEqualTo(cuts ? 10 : 1);
    }
  }

  @Test
  void nothingIsReadWhenAStreamIsOnlyCreated() throws Exception {
    InputStream untouched =
        new FilterInputStream(new ByteArrayInputStream(PlainFrames.stored(data))) {
          @Override
          public int read() {
            throw new AssertionError("read");
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            throw new AssertionError("read");
          }
        };
    try (FrameInputStream stream = new FrameInputStream(untouched, config)) {
      assertThat(stream.available()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noFrameFollowsAHoleWhenTheSinkFailed(boolean checked) throws Exception {
    RuntimeException killed = checked ? null : new IllegalStateException("killed");
    Sink sink = new Sink(2, killed);
    FrameOutputStream stream = new FrameOutputStream(sink, config, false);
    assertThatThrownBy(() -> stream.write(data)).hasMessage(checked ? "disk full" : "killed");
    byte[] before = sink.bytes.toByteArray();

    assertThatThrownBy(() -> stream.write(data))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("earlier block was not written")
        .hasStackTraceContaining(checked ? "disk full" : "killed");
    stream.close();
    assertThat(sink.closes).isEqualTo(1);
    assertThat(sink.bytes.toByteArray()).isEqualTo(before);
    byte[] head = PlainFrames.read(before);
    assertThat(head).isEqualTo(Arrays.copyOf(data, head.length)).hasSize(2 * 65536);
  }

  @Test
  void aFailureIsReportedAndReservationsReturnWhenTheSinkFailsInClose() throws Exception {
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    Sink sink = new Sink(0, null);
    FrameOutputStream stream = new FrameOutputStream(sink, config, false);
    stream.write(1);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isGreaterThan(before);
    assertThatThrownBy(stream::close).hasMessage("disk full");
    assertThat(sink.closes).isEqualTo(1);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(before);
    stream.close();
    assertThat(sink.writes).isEqualTo(1);
  }

  @Test
  void aMemberRefusesUntilResetWhenTheSinkFailed() throws Exception {
    CodecConfig small = Codecs.smallBlocks(1);
    MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, small);
    Sink sink = new Sink(3, null);
    assertThatThrownBy(() -> encoder.write(data, 0, data.length, sink)).hasMessage("disk full");
    assertThatThrownBy(() -> encoder.write(data, 0, 1, sink)).hasMessageContaining("reset");
    assertThatThrownBy(() -> encoder.finish(sink)).hasMessageContaining("reset");
    encoder.reset();
    Sink good = new Sink(-1, null);
    for (int i = 0; i < 2; i++) {
      encoder.write(data, 0, data.length, good);
      encoder.finish(good);
    }
    byte[] twice = PlainFrames.concat(data, data);
    assertThat(Oracle.read(good.bytes.toByteArray(), DeflateFormat.GZIP)).isEqualTo(twice);
  }

  @Test
  void dataSurvivesWhenTheSourceGivesSingleBytes() throws Exception {
    byte[] frames = PlainFrames.concat(PlainFrames.deflated(data, 6), PlainFrames.stored(data));
    InputStream trickle =
        new FilterInputStream(new ByteArrayInputStream(frames)) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return super.read(into, offset, Math.min(1, length));
          }
        };
    byte[] back = new FrameInputStream(trickle, config).readAllBytes();
    assertThat(back).isEqualTo(PlainFrames.concat(data, data));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aReaderStaysFailedWhenItsSourceFailedInsideAFrame(boolean checked) throws Exception {
    byte[] frames = PlainFrames.concat(PlainFrames.stored(data), PlainFrames.deflated(data, 6));
    int failAt = PlainFrames.stored(data).length + 50;
    boolean[] armed = {true};
    InputStream source =
        new FilterInputStream(new ByteArrayInputStream(frames)) {
          private int read;

          @Override
          public int read() throws IOException {
            read++;
            return super.read();
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (read >= failAt && armed[0]) {
              armed[0] = false;
              if (checked) {
                throw new IOException("connection reset");
              }
              throw new IllegalStateException("task killed");
            }
            int count = super.read(into, offset, Math.min(length, Math.max(1, failAt - read)));
            read += Math.max(0, count);
            return count;
          }
        };
    FrameInputStream stream = new FrameInputStream(source, config);
    assertThat(stream.readNBytes(data.length)).isEqualTo(data);
    assertThatThrownBy(stream::read)
        .hasMessageContaining(checked ? "connection reset" : "task killed");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> stream.read(new byte[9])).isInstanceOf(IOException.class);
    }
  }

  @Test
  void skipAndAvailableAgreeWithReadWhenMixed() throws Exception {
    byte[] frames = Codecs.frames(data, config, Seed.random("skip"));
    FrameInputStream stream = new FrameInputStream(new ByteArrayInputStream(frames), config);
    int at = 0;
    while (at < data.length) {
      int skipped = (int) stream.skip(777);
      at += skipped;
      if (at < data.length) {
        assertThat(stream.read()).isEqualTo(data[at++] & 0xff);
        assertThat(stream.available()).isLessThanOrEqualTo(data.length - at);
      }
    }
    assertThat(stream.skip(1)).isZero();
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.read(new byte[0])).isZero();
    assertThat(stream.markSupported()).isFalse();
  }

  @Test
  void badRangesAreRefusedBeforeAnythingHappens() throws Exception {
    FrameOutputStream out = new FrameOutputStream(new Sink(-1, null), config, false);
    FrameInputStream in = new FrameInputStream(new ByteArrayInputStream(new byte[0]), config);
    byte[] ten = new byte[10];
    for (int[] range : new int[][] {{-1, 1}, {0, -1}, {5, 6}, {11, 0}, {1, Integer.MAX_VALUE}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> out.write(ten, range[0], range[1]));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> in.read(ten, range[0], range[1]));
    }
    out.close();
    in.close();
  }

  @Test
  void hardwareModeIsRefusedWithTheNextStepWhenThereIsNoDevice() throws Exception {
    Assumptions.assumeFalse(Accelerator.isAvailable(), "there is an accelerator on this machine");
    CodecConfig hardware = Codecs.config(Purpose.SHUFFLE, Map.of("mode", "hardware"));
    Sink sink = new Sink(-1, null);
    FrameOutputStream stream = new FrameOutputStream(sink, hardware, false);
    assertThatThrownBy(() -> stream.write(data))
        .isInstanceOf(AcceleratorUnavailableException.class)
        .hasMessageContaining("mode=hardware reasons=[Cannot ")
        .hasMessageContaining("mode=auto");
    stream.close();
    assertThat(sink.bytes.size()).isZero();
    byte[] frames = Codecs.frames(data, config, Seed.random("hardware reads"));
    assertThat(Codecs.unframed(frames, hardware, Seed.random("hardware"))).isEqualTo(data);
  }
}
