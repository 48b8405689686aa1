package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.io.compress.Compressor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** Hadoop's Compressor contract. */
@Tag("every-tier")
class MemberCompressorTest {
  private static final byte[] NOTHING = {};

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void pulledBytesAreTheStreamsBytes(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "pull");
    Compressor compressor = flavour.ours().createCompressor();
    for (int size : new int[] {0, 1, 2, 70_000, 1 << 20, 3_000_000}) {
      byte[] data = TestData.ROWS.bytes(size, random);
      byte[] pulled = Pull.compress(compressor, data, random);
      assertThat(flavour.jdkRead(pulled)).isEqualTo(data);
      assertThat(pulled).isEqualTo(Flavour.write(flavour.ours(), data, random));
      assertThat(compressor.getBytesRead()).isEqualTo(size);
      assertThat(compressor.getBytesWritten()).isEqualTo(pulled.length);
      compressor.reset();
      assertThat(compressor.getBytesRead() + compressor.getBytesWritten()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void stepsFollowHadoopsContract(Flavour flavour) throws IOException {
    Compressor compressor = flavour.ours().createCompressor();
    byte[] out = new byte[4096];
    assertThat(compressor.needsInput()).isTrue();
    assertThat(compressor.compress(out, 0, 4096)).isZero();
    compressor.setInput(new byte[10], 2, 5);
    assertThat(compressor.needsInput()).isFalse();
    assertThatThrownBy(() -> compressor.setInput(out, 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThat(compressor.compress(out, 0, 4096)).isZero();
    assertThat(compressor.needsInput()).isTrue();
    compressor.finish();
    assertThat(compressor.needsInput()).isFalse();
    assertThat(compressor.finished()).isFalse();
    assertThat(compressor.compress(out, 0, 3)).isEqualTo(3);
    assertThat(compressor.finished()).isFalse();
    assertThat(compressor.compress(out, 3, 4093)).isPositive();
    assertThat(compressor.finished()).isTrue();
    assertThatThrownBy(() -> compressor.compress(out, 0, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> compressor.setInput(out, 0, 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void badArgumentsAreRefused(Flavour flavour) {
    Compressor compressor = flavour.ours().createCompressor();
    assertThatThrownBy(() -> compressor.setInput(null, 0, 0))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> compressor.setInput(NOTHING, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> compressor.compress(NOTHING, 1, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> compressor.setDictionary(NOTHING, 0, 0))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void failedMemberIsLostAndTheNextOneIsGood(Flavour flavour) throws IOException {
    byte[] data = TestData.TEXT.bytes(200_000, Seed.random("broken"));
    // This release drives no accelerator, so that a demand for one fails at the first block.
    MemberCodec codec = flavour.ours(Map.of("io.compression.codec.uacce.mode", "hardware"));
    Compressor compressor = codec.createCompressor();
    byte[] out = new byte[100];
    compressor.setInput(data, 0, data.length);
    compressor.finish();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> compressor.compress(out, 0, 100)).isInstanceOf(IOException.class);
      assertThat(compressor.finished()).isFalse();
    }
    compressor.reinit(Flavour.conf(Map.of()));
    assertThat(flavour.jdkRead(Pull.compress(compressor, data))).isEqualTo(data);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void abandonedMemberLeavesNothingBehind(Flavour flavour) throws IOException {
    Random random = Seed.random("abandoned");
    byte[] data = TestData.RANDOM.bytes(3 << 20, random);
    Compressor compressor = flavour.ours().createCompressor();
    long heldBefore = CodecMetric.STREAM_BUFFER_BYTES.value();
    compressor.setInput(data, 0, data.length);
    compressor.compress(new byte[100], 0, 100);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isGreaterThan(heldBefore);
    compressor.reset();
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(heldBefore);
    assertThat(flavour.jdkRead(Pull.compress(compressor, data, random))).isEqualTo(data);
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(heldBefore);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void everyUseAfterEndIsRefused(Flavour flavour) {
    Compressor compressor = flavour.ours().createCompressor();
    compressor.end();
    compressor.end();
    assertThatThrownBy(() -> compressor.setInput(NOTHING, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> compressor.compress(NOTHING, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(compressor::finish).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(compressor::reset).isInstanceOf(IllegalStateException.class);
  }
}
