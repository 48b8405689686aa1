package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.Seed;

/** Frames that a device inflates before they are needed: as if nobody had looked ahead. */
@OnDevice
class ReadAheadDeviceTest {
  private static final Map<String, String> SOFTWARE = StreamKind.options("mode", "software");

  private static Map<String, String> in(String mode) {
    return StreamKind.options("mode", mode);
  }

  /** Takes its time between two reads, as a task that works on what it has read does. */
  private static byte[] readSlowly(InputStream in) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] piece = new byte[20_000];
    for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
      data.write(piece, 0, count);
      for (int i = 0; i < 50_000; i++) {
        Thread.onSpinWait();
      }
    }
    return data.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void theDeviceInflatesWhenAReaderTakesItsTime(String mode) throws IOException {
    Random random = Seed.random("slow " + mode);
    for (StreamKind kind : new StreamKind[] {StreamKind.FRAMES, StreamKind.ROWS, StreamKind.BGZF}) {
      byte[] data = kind.data(4_000_000, random);
      byte[] packed = kind.pack(data, SOFTWARE, random);
      long onDevice = CodecMetric.DECOMPRESS_DEVICE_BLOCKS.value();
      // Of some rows the filter leaves less than the default.
      Map<String, String> options = StreamKind.with(in(mode), "minOffloadSize", "512");
      try (InputStream in = kind.reader(new ByteArrayInputStream(packed), options)) {
        assertThat(readSlowly(in)).isEqualTo(data);
      }
      assertThat(CodecMetric.DECOMPRESS_DEVICE_BLOCKS.value()).isGreaterThan(onDevice);
    }
  }

  /** Streams behind one another, of both kinds, are one stream. */
  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void streamsAreReadOnWhenTheyAreConcatenated(String mode) throws IOException {
    Random random = Seed.random("concatenated " + mode);
    for (int i = 0; i < Seed.times(1000); i++) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      for (int part = random.nextInt(6); part >= 0; part--) {
        StreamKind kind = StreamKind.anyFrames(random);
        byte[] bytes = kind.data(random.nextInt(400_000), random);
        data.writeBytes(bytes);
        packed.writeBytes(kind.pack(bytes, SOFTWARE, random));
      }
      byte[] all = packed.toByteArray();
      try (InputStream in = StreamKind.FRAMES.reader(new ByteArrayInputStream(all), in(mode))) {
        assertThat(in.readAllBytes()).isEqualTo(data.toByteArray());
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  /** What a reader got of a stream, and how that ended. */
  private static final class Outcome {
    private final byte[] data;
    private final String end;

    private Outcome(byte[] data, String end) {
      this.data = data;
      this.end = end;
    }

    static Outcome of(byte[] packed, Map<String, String> options, Random random)
        throws IOException {
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      byte[] piece = new byte[1 + random.nextInt(100_000)];
      try (InputStream in = StreamKind.FRAMES.reader(new ByteArrayInputStream(packed), options)) {
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
          data.write(piece, 0, count);
        }
        return new Outcome(data.toByteArray(), "the end");
      } catch (MalformedDataException e) {
        return new Outcome(data.toByteArray(), "offset=" + e.offset() + " " + e.getMessage());
      }
    }
  }

  private static byte[] mutated(byte[] packed, Random random) {
    byte[] bytes =
        random.nextInt(4) == 0 ? Arrays.copyOf(packed, random.nextInt(packed.length)) : packed;
    bytes = bytes.clone();
    for (int i = bytes.length == 0 ? 0 : random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto"})
  void aFaultIsReportedWhereSoftwareReportsItWhenGoodFramesAreBeforeIt(String mode)
      throws IOException {
    Random random = Seed.random("mutated " + mode);
    int refused = 0;
    for (int i = 0; i < Seed.times(10_000); i++) {
      StreamKind kind = StreamKind.anyFrames(random);
      byte[] packed = mutated(kind.pack(kind.data(600_000, random), SOFTWARE, random), random);
      long seed = random.nextLong();
      Outcome expected = Outcome.of(packed, SOFTWARE, new Random(seed));
      Outcome outcome = Outcome.of(packed, in(mode), new Random(seed));
      assertThat(outcome.end).isEqualTo(expected.end);
      assertThat(outcome.data.length).isEqualTo(expected.data.length);
      assertThat(Arrays.mismatch(outcome.data, expected.data)).isEqualTo(-1);
      refused += expected.end.equals("the end") ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  /** A source that does not say what it has; what lies behind the frame wanted stays in it. */
  private static final class SilentSource extends FilterInputStream {
    private int taken;

    SilentSource(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      taken += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      taken += Math.max(count, 0);
      return count;
    }

    @Override
    public int available() {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hardware", "auto", "software"})
  void nothingIsReadAheadWhenTheSourceSaysThatNothingIsThere(String mode) throws IOException {
    Random random = Seed.random("silent " + mode);
    byte[] first = StreamKind.FRAMES.data(64 << 10, random);
    byte[] frame = StreamKind.FRAMES.pack(first, SOFTWARE, random);
    byte[] rest = StreamKind.FRAMES.pack(StreamKind.FRAMES.data(500_000, random), SOFTWARE, random);
    byte[] both = Arrays.copyOf(frame, frame.length + rest.length);
    System.arraycopy(rest, 0, both, frame.length, rest.length);
    SilentSource source = new SilentSource(both);
    try (InputStream in = StreamKind.FRAMES.reader(source, in(mode))) {
      assertThat(in.readNBytes(first.length)).isEqualTo(first);
      assertThat(source.taken).isEqualTo(frame.length);
    }
  }
}
