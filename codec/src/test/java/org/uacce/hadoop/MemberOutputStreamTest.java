package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.CompressorStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/**
 * One member per stream, several by resetState(), and nothing silent about misuse or a bad sink.
 */
@Tag("every-tier")
class MemberOutputStreamTest {
  private final ByteArrayOutputStream sink = new ByteArrayOutputStream();

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void resetStateStartsAnotherMember(Flavour flavour) throws IOException {
    Random random = Seed.random("members");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int written;
    try (CompressionOutputStream out = flavour.ours().createOutputStream(sink)) {
      for (int size : new int[] {10, 0, 1_500_000}) {
        byte[] part = TestData.TEXT.bytes(size, random);
        all.write(part);
        out.resetState();
        Flavour.writeInPieces(out, part, random);
        out.flush();
        out.finish();
        out.finish();
      }
      written = sink.size();
      out.resetState();
    }
    // The last resetState() began nothing: an empty member would be junk to readers of one stream.
    assertThat(sink.size()).isEqualTo(written);
    assertThat(Flavour.read(flavour.theirs(), sink.toByteArray(), random))
        .isEqualTo(all.toByteArray());
    assertThat(Flavour.read(flavour.ours(), sink.toByteArray(), random))
        .isEqualTo(all.toByteArray());
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void emptyStreamIsAnEmptyMember(Flavour flavour) throws IOException {
    flavour.ours().createOutputStream(sink).close();
    assertThat(flavour.jdkRead(sink.toByteArray())).isEmpty();
    sink.reset();
    CompressionOutputStream out = flavour.ours().createOutputStream(sink);
    out.resetState();
    out.close();
    assertThat(flavour.jdkRead(sink.toByteArray())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void flushReachesTheSinkAndCutsNoBlock(Flavour flavour) throws IOException {
    int[] flushes = {0};
    OutputStream counting =
        new ByteArrayOutputStream() {
          @Override
          public void flush() {
            flushes[0]++;
          }

          @Override
          public void close() {
            sink.writeBytes(toByteArray());
          }
        };
    byte[] data = TestData.TEXT.bytes(5000, Seed.random("flush"));
    try (OutputStream out = flavour.ours().createOutputStream(counting)) {
      for (byte b : data) {
        out.write(b);
        out.flush();
      }
    }
    assertThat(flushes[0]).isGreaterThanOrEqualTo(data.length);
    assertThat(sink.toByteArray()).isEqualTo(Flavour.write(flavour.ours(), data, new Random(1)));
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void misuseIsAnIoException(Flavour flavour) throws IOException {
    CompressionOutputStream out = flavour.ours().createOutputStream(sink);
    out.write(1);
    out.finish();
    assertThatThrownBy(() -> out.write(2)).isInstanceOf(IOException.class);
    out.close();
    out.close();
    out.finish();
    assertThatThrownBy(() -> out.write(2)).isInstanceOf(IOException.class);
    assertThatThrownBy(out::resetState).isInstanceOf(IOException.class);
    assertThat(flavour.jdkRead(sink.toByteArray())).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void failingSinkFailsTheCloseToo(Flavour flavour) throws IOException {
    byte[] data = TestData.RANDOM.bytes(3 << 20, Seed.random("sink"));
    FailingSink failing = new FailingSink(1 << 20);
    Compressor compressor = flavour.ours().createCompressor();
    CompressionOutputStream out = flavour.ours().createOutputStream(failing, compressor);
    assertThatThrownBy(() -> out.write(data)).hasMessage("disk full");
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
    assertThatThrownBy(out::close).isInstanceOf(IOException.class);
    assertThat(failing.closed).isTrue();
    out.close();
    compressor.reset();
    try (OutputStream next = flavour.ours().createOutputStream(sink, compressor)) {
      next.write(data);
    }
    assertThat(flavour.jdkRead(sink.toByteArray())).isEqualTo(data);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void anyCompressorIsAccepted(Flavour flavour) throws IOException {
    byte[] data = TestData.JSON.bytes(200_000, Seed.random("any"));
    MemberCodec codec = flavour.ours();
    Compressor foreign = flavour == Flavour.GZIP ? null : flavour.theirs().createCompressor();
    for (Compressor compressor : new Compressor[] {null, codec.createCompressor(), foreign}) {
      sink.reset();
      try (OutputStream out = codec.createOutputStream(sink, compressor)) {
        out.write(data);
      }
      assertThat(flavour.jdkRead(sink.toByteArray())).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void hadoopsStreamDrivesOurCompressor(Flavour flavour) throws IOException {
    byte[] data = TestData.JSON.bytes(3_000_000, Seed.random("theirs"));
    try (OutputStream out = new CompressorStream(sink, flavour.ours().createCompressor(), 4096)) {
      out.write(data);
    }
    assertThat(flavour.jdkRead(sink.toByteArray())).isEqualTo(data);
  }

  private static final class FailingSink extends OutputStream {
    private long room;
    private boolean closed;

    FailingSink(long room) {
      this.room = room;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      room -= length;
      if (room < 0) {
        throw new IOException("disk full");
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
