package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.io.compress.Decompressor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** Hadoop's Decompressor contract. */
@Tag("every-tier")
class MemberDecompressorTest {
  private static final byte[] NOTHING = {};

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void inputIsAskedForOnlyWhenAllOutputIsTaken(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "pull");
    Decompressor decompressor = flavour.ours().createDecompressor();
    for (TestData kind : TestData.values()) {
      byte[] data = kind.bytes(random.nextInt(2 << 20), random);
      assertThat(Pull.decompress(decompressor, flavour.jdkWrite(data), random)).isEqualTo(data);
      decompressor.reset();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void oneCallFillsTheOutputAndChecksTheTrailer(Flavour flavour) throws IOException {
    byte[] data = TestData.TEXT.bytes(1 << 20, Seed.random("one call"));
    byte[] member = flavour.jdkWrite(data);
    byte[] withMore = Arrays.copyOf(member, member.length + 7);
    Decompressor decompressor = flavour.ours().createDecompressor();
    byte[] out = new byte[data.length + 1];
    decompressor.setInput(withMore, 0, withMore.length);
    assertThat(decompressor.decompress(out, 0, out.length)).isEqualTo(data.length);
    assertThat(decompressor.finished()).isTrue();
    assertThat(decompressor.needsInput()).isFalse();
    assertThat(decompressor.getRemaining()).isEqualTo(7);
    assertThat(decompressor.decompress(out, 0, out.length)).isZero();
    assertThat(Arrays.copyOf(out, data.length)).isEqualTo(data);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void stateIsCleanAfterMalformedInput(Flavour flavour) throws IOException {
    Random random = Seed.random("malformed");
    byte[] data = TestData.TEXT.bytes(300_000, random);
    byte[] good = flavour.jdkWrite(data);
    Decompressor decompressor = flavour.ours().createDecompressor();
    for (int i = 0; i < 50; i++) {
      byte[] bad = good.clone();
      bad[10 + random.nextInt(bad.length - 10)] ^= 0x55;
      assertThatThrownBy(() -> Pull.decompress(decompressor, bad, random))
          .isInstanceOf(IOException.class);
      decompressor.reset();
      assertThat(Pull.decompress(decompressor, good, random)).isEqualTo(data);
      decompressor.reset();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void presetDictionaryIsRefused(Flavour flavour) {
    Decompressor decompressor = flavour.ours().createDecompressor();
    assertThatThrownBy(() -> decompressor.setDictionary(NOTHING, 0, 0))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(decompressor.needsDictionary()).isFalse();
    // CMF 0x78 with FDICT set: together a multiple of 31 as they are
    Decompressor zlib = new UacceDeflateDecompressor();
    zlib.setInput(new byte[] {0x78, 0x20, 1, 2, 3, 4}, 0, 6);
    assertThatThrownBy(() -> zlib.decompress(new byte[9], 0, 9))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("preset dictionary");
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void everyUseAfterEndIsRefused(Flavour flavour) throws IOException {
    Decompressor decompressor = flavour.ours().createDecompressor();
    byte[] member = flavour.jdkWrite(new byte[100_000]);
    decompressor.setInput(member, 0, member.length);
    decompressor.decompress(new byte[10], 0, 10);
    decompressor.end();
    decompressor.end();
    assertThatThrownBy(() -> decompressor.setInput(NOTHING, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> decompressor.decompress(NOTHING, 0, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(decompressor::reset).isInstanceOf(IllegalStateException.class);
  }
}
