package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every format at every level and every awkward size: read back by us and by an independent reader,
 * and theirs read by us; the metrics prove which engine did it.
 */
@EveryTier
class RoundTripTest {
  private static final int[] SIZES = {0, 1, 2, 63, 65535, 65536, 65537};
  private static final int MIB = 1 << 20;

  /** Every level with every size around a block and with every kind of data; few large ones. */
  static Stream<Arguments> cases() {
    Stream.Builder<Arguments> cases = Stream.builder();
    for (int level = 0; level <= 12; level++) {
      for (int size : SIZES) {
        cases.add(Arguments.of(TestData.TEXT, size, level));
        cases.add(Arguments.of(TestData.RANDOM, size, level));
      }
      for (TestData kind : TestData.values()) {
        cases.add(Arguments.of(kind, 65536, level));
      }
    }
    for (int level : new int[] {0, 1, 2, 3, 6, 9}) {
      cases.add(Arguments.of(TestData.JSON, MIB, level));
    }
    for (TestData kind : TestData.values()) {
      cases.add(Arguments.of(kind, MIB, 1));
    }
    cases.add(Arguments.of(TestData.TEXT, 9 * MIB, 1));
    cases.add(Arguments.of(TestData.ROWS, 9 * MIB, 6));
    cases.add(Arguments.of(TestData.RANDOM, 9 * MIB, 1));
    cases.add(Arguments.of(TestData.ZEROS, 9 * MIB, 3));
    return cases.build();
  }

  @ParameterizedTest(name = "{0} {1} bytes level {2}")
  @MethodSource("cases")
  void framesComeBackWhenReadByUsAndByAPlainReader(TestData kind, int size, int level)
      throws Exception {
    Random random = Seed.random("frames " + kind + size + level);
    byte[] data = kind.bytes(size, random);
    CodecConfig config = Codecs.shuffle(level);

    TierUnderTest.Work before = TierUnderTest.compressed();
    byte[] frames = Codecs.frames(data, config, random);
    TierUnderTest.assertDone(before, TierUnderTest.compressed(), size);
    before = TierUnderTest.decompressed();
    byte[] back = Codecs.unframed(frames, config, random);
    TierUnderTest.assertDone(before, TierUnderTest.decompressed(), size);

    assertThat(back).isEqualTo(data);
    assertThat(PlainFrames.read(frames)).isEqualTo(data);
    assertSmaller(kind, size, level, frames.length);
  }

  @ParameterizedTest(name = "{0} {1} bytes level {2}")
  @MethodSource("cases")
  void gzipComesBackWhenReadByUsAndByTheJdk(TestData kind, int size, int level) throws Exception {
    member(DeflateFormat.GZIP, kind, size, level);
  }

  @ParameterizedTest(name = "{0} {1} bytes level {2}")
  @MethodSource("cases")
  void zlibComesBackWhenReadByUsAndByTheJdk(TestData kind, int size, int level) throws Exception {
    member(DeflateFormat.ZLIB, kind, size, level);
  }

  private static void member(DeflateFormat format, TestData kind, int size, int level)
      throws Exception {
    Random random = Seed.random("member " + format + kind + size + level);
    byte[] data = kind.bytes(size, random);
    CodecConfig config = Codecs.file(level);

    TierUnderTest.Work before = TierUnderTest.compressed();
    byte[] member = Codecs.member(data, format, config, random);
    TierUnderTest.assertDone(before, TierUnderTest.compressed(), size);
    before = TierUnderTest.decompressed();
    byte[] back = Codecs.unmembered(member, format, config, random);
    TierUnderTest.assertDone(before, TierUnderTest.decompressed(), size);

    assertThat(back).isEqualTo(data);
    assertThat(Oracle.read(member, format)).isEqualTo(data);
    assertSmaller(kind, size, level, member.length);
  }

  @ParameterizedTest(name = "{0} {1} bytes level {2}")
  @MethodSource("cases")
  void wholeMembersComeBackWhenReadByUsAndByTheJdk(TestData kind, int size, int level)
      throws Exception {
    Random random = Seed.random("whole " + kind + size + level);
    byte[] data = kind.bytes(size, random);
    CodecConfig config = Codecs.file(level);

    TierUnderTest.Work before = TierUnderTest.compressed();
    byte[] member = Codecs.whole(data, config);
    TierUnderTest.assertDone(before, TierUnderTest.compressed(), size);
    before = TierUnderTest.decompressed();
    byte[] back = Codecs.unwhole(member, size, config);
    TierUnderTest.assertDone(before, TierUnderTest.decompressed(), size);

    assertThat(back).isEqualTo(data);
    assertThat(Oracle.read(member, DeflateFormat.GZIP)).isEqualTo(data);
    assertSmaller(kind, size, level, member.length);
  }

  /** What the data's kind promises; a tier that stores what would shrink does not pass. */
  private static void assertSmaller(TestData kind, int size, int level, int bytes) {
    if (level > 0 && size >= 65535 && kind != TestData.RANDOM) {
      assertThat(bytes).isLessThan(size * 3 / 4);
    } else {
      assertThat(bytes).isLessThanOrEqualTo(size + size / 1000 + 40);
    }
  }

  @ParameterizedTest
  @EnumSource(TestData.class)
  void whatOthersWroteIsReadByUs(TestData kind) throws Exception {
    for (int size : new int[] {0, 1, 2, 63, 65535, 65536, 65537, MIB}) {
      for (int level : new int[] {0, 1, 6, 9}) {
        Random random = Seed.random("others " + kind + size + level);
        byte[] data = kind.bytes(size, random);
        CodecConfig config = Codecs.file(6);
        for (DeflateFormat format : DeflateFormat.values()) {
          byte[] member = Oracle.write(data, format, level);
          assertThat(Codecs.unmembered(member, format, config, random)).isEqualTo(data);
        }
        byte[] gzip = Oracle.write(data, DeflateFormat.GZIP, level);
        assertThat(Codecs.unwhole(gzip, size, config)).isEqualTo(data);
        if (size > 0) {
          byte[] frames =
              PlainFrames.concat(PlainFrames.deflated(data, level), PlainFrames.stored(data));
          byte[] twice = PlainFrames.concat(data, data);
          assertThat(Codecs.unframed(frames, Codecs.shuffle(1), random)).isEqualTo(twice);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TestData.class)
  void huffmanOnlyComesBackAndFindsNoMatches(TestData kind) throws Exception {
    Random random = Seed.random("huffman " + kind);
    byte[] data = kind.bytes(100_000, random);
    for (int level : new int[] {1, 6, 12, 1}) {
      CodecConfig config = Codecs.file(level).withHuffmanOnly(true);
      long jdk = CodecMetric.COMPRESS_JDK_BYTES.value();
      byte[] member = Codecs.member(data, DeflateFormat.GZIP, config, random);
      assertThat(Oracle.read(member, DeflateFormat.GZIP)).isEqualTo(data);
      if (kind == TestData.ZEROS) {
        assertThat(member.length).as("one bit a byte").isBetween(100_000 / 8, 100_000 / 7);
      }
      if (kind != TestData.RANDOM) {
        assertThat(CodecMetric.COMPRESS_JDK_BYTES.value() - jdk).isEqualTo(data.length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void dataSurvivesWhenMembersAreGivenByteByByte(DeflateFormat format) throws Exception {
    byte[] data = TestData.JSON.bytes(20_000, Seed.random("byte by byte"));
    byte[] member = Oracle.write(data, format, 6);
    byte[] out = new byte[data.length + 7];
    int made = 0;
    try (MemberDecoder decoder = new MemberDecoder(format, Codecs.file(6))) {
      for (int i = 0; i < member.length; i++) {
        assertThat(decoder.finished()).isFalse();
        assertThat(decoder.needsInput()).isTrue();
        decoder.setInput(member, i, 1);
        int count;
        while ((count = decoder.read(out, made, 7)) > 0) {
          made += count;
        }
      }
      assertThat(decoder.finished()).isTrue();
      assertThat(decoder.remaining()).isZero();
    }
    assertThat(Arrays.copyOf(out, made)).isEqualTo(data);
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void bytesBehindAMemberAreLeftWhenItEndsInsideTheInput(DeflateFormat format) throws Exception {
    Random random = Seed.random("behind");
    for (int behind = 1; behind < 40; behind++) {
      byte[] data = TestData.TEXT.bytes(random.nextInt(300), random);
      byte[] member = Oracle.write(data, format, 6);
      byte[] all = Arrays.copyOf(member, member.length + behind);
      byte[] out = new byte[data.length + 1];
      try (MemberDecoder decoder = new MemberDecoder(format, Codecs.file(6))) {
        decoder.setInput(all, 0, all.length);
        int made = 0;
        int count;
        while ((count = decoder.read(out, made, out.length - made)) > 0) {
          made += count;
        }
        assertThat(decoder.finished()).isTrue();
        assertThat(made).isEqualTo(data.length);
        assertThat(decoder.remaining()).isEqualTo(behind);
      }
    }
  }
}
