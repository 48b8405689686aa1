package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.TierUnderTest.Work;

/** Everybody reads what we write, and we read what everybody writes. */
@Tag("every-tier")
class HadoopRoundTripTest {
  private static final int K64 = 64 << 10;
  private static final int[] SIZES = {0, 1, 2, 63, K64 - 1, K64, K64 + 1, 1 << 20};

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void everyReaderSeesTheDataAtEveryLevelAndSize(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "levels");
    for (int level = 0; level <= 12; level++) {
      for (int size : SIZES) {
        everyReaderSees(flavour, level, Flavour.anyData(size, random), random);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"GZIP, 1", "DEFLATE, 6"})
  void everyReaderSeesTheDataOfManyBlocks(Flavour flavour, int level) throws IOException {
    Random random = Seed.random(flavour + "large");
    everyReaderSees(flavour, level, TestData.JSON.bytes(9 << 20, random), random);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void everyReaderSeesTheDataWithoutMatches(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "huffman");
    byte[] data = TestData.TEXT.bytes(3 << 20, random);
    MemberCodec codec = flavour.ours(Map.of(HadoopOptions.ZLIB_STRATEGY, "HUFFMAN_ONLY"));
    byte[] written = Flavour.write(codec, data, random);
    assertThat(written.length)
        .isGreaterThan(2 * Flavour.write(flavour.ours(), data, random).length);
    assertReadable(flavour, codec, written, data, random);
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void weSeeWhatOthersWrote(Flavour flavour) throws IOException {
    Random random = Seed.random(flavour + "foreign");
    for (int size : SIZES) {
      byte[] data = Flavour.anyData(size, random);
      Work before = TierUnderTest.decompressed();
      assertThat(Flavour.read(flavour.ours(), flavour.jdkWrite(data), random)).isEqualTo(data);
      byte[] written = Flavour.write(flavour.theirs(), data, random);
      assertThat(Flavour.read(flavour.ours(), written, random)).isEqualTo(data);
      TierUnderTest.assertDone(before, TierUnderTest.decompressed(), 2L * size);
    }
  }

  private static void everyReaderSees(Flavour flavour, int level, byte[] data, Random random)
      throws IOException {
    MemberCodec codec = flavour.ours(Map.of("io.compression.codec.uacce.level", "" + level));
    Work before = TierUnderTest.compressed();
    byte[] written = Flavour.write(codec, data, random);
    TierUnderTest.assertDone(before, TierUnderTest.compressed(), data.length);
    assertReadable(flavour, codec, written, data, random);
  }

  private static void assertReadable(
      Flavour flavour, MemberCodec codec, byte[] written, byte[] data, Random random)
      throws IOException {
    assertThat(flavour.jdkRead(written)).isEqualTo(data);
    assertThat(Flavour.read(flavour.theirs(), written, random)).isEqualTo(data);
    assertThat(Flavour.read(codec, written, random)).isEqualTo(data);
  }
}
