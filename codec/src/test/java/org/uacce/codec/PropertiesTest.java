package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.uacce.codec.CodecOption.Purpose;

/** What holds for any data, any splits and any configuration. */
@Tag("every-tier")
class PropertiesTest {
  @BeforeContainer
  static void checkTier() {
    TierUnderTest.check();
  }

  /** A recipe for data, so that a failing sample prints short. */
  record Recipe(TestData kind, int size, long seed) {
    byte[] bytes() {
      return kind.bytes(size, new Random(seed));
    }
  }

  @Provide
  Arbitrary<Recipe> data() {
    return Combinators.combine(
            Arbitraries.of(TestData.class),
            Arbitraries.integers().between(0, 200_000),
            Arbitraries.longs())
        .as(Recipe::new);
  }

  @Provide
  Arbitrary<CodecConfig> configs() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.of("4k", "4097", "5000", "64k", "100000", "1m"),
            Arbitraries.of(true, false))
        .as(
            (level, block, huffman) ->
                Codecs.config(
                        Purpose.SHUFFLE,
                        Map.of("level", Integer.toString(level), "blockSize", block))
                    .withHuffmanOnly(huffman));
  }

  @Property
  void framesGiveTheSameBytesBack(
      @ForAll("data") Recipe recipe, @ForAll("configs") CodecConfig config, @ForAll long splits)
      throws Exception {
    byte[] data = recipe.bytes();
    Random random = new Random(splits);
    byte[] frames = Codecs.frames(data, config, random);
    assertThat(Codecs.unframed(frames, config, random)).isEqualTo(data);
    assertThat(PlainFrames.read(frames)).isEqualTo(data);
    if (data.length == 0) {
      assertThat(frames).isEmpty();
    }
  }

  @Property
  void membersGiveTheSameBytesBack(
      @ForAll("data") Recipe recipe,
      @ForAll("configs") CodecConfig config,
      @ForAll DeflateFormat format,
      @ForAll long splits)
      throws Exception {
    byte[] data = recipe.bytes();
    Random random = new Random(splits);
    byte[] member = Codecs.member(data, format, config, random);
    assertThat(Codecs.unmembered(member, format, config, random)).isEqualTo(data);
    assertThat(Oracle.read(member, format)).isEqualTo(data);
  }

  @Property
  void wholeMembersGiveTheSameBytesBack(
      @ForAll("data") Recipe recipe, @ForAll("configs") CodecConfig config) throws Exception {
    byte[] data = recipe.bytes();
    byte[] member = Codecs.whole(data, config);
    assertThat(Codecs.unwhole(member, data.length, config)).isEqualTo(data);
    assertThat(Oracle.read(member, DeflateFormat.GZIP)).isEqualTo(data);
  }

  @Property
  void concatenatedStreamsAreTheStreamOfTheirData(
      @ForAll("data") Recipe first,
      @ForAll("data") Recipe second,
      @ForAll("configs") CodecConfig one,
      @ForAll("configs") CodecConfig other,
      @ForAll long splits)
      throws Exception {
    Random random = new Random(splits);
    byte[] frames =
        PlainFrames.concat(
            Codecs.frames(first.bytes(), one, random),
            Codecs.frames(second.bytes(), other, random));
    byte[] data = PlainFrames.concat(first.bytes(), second.bytes());
    assertThat(Codecs.unframed(frames, one, random)).isEqualTo(data);
  }

  @Property
  void everythingBeforeAFlushIsReadableWhenFlushCutsBlocks(
      @ForAll("data") Recipe recipe, @ForAll("configs") CodecConfig config, @ForAll long splits)
      throws Exception {
    byte[] data = recipe.bytes();
    Random random = new Random(splits);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FrameOutputStream stream = new FrameOutputStream(out, config, true)) {
      int done = 0;
      while (done < data.length) {
        int count = Math.min(data.length - done, Splits.next(random) + 10_000);
        stream.write(data, done, count);
        stream.flush();
        done += count;
        byte[] back = Codecs.unframed(out.toByteArray(), config, random);
        assertThat(back).isEqualTo(Arrays.copyOf(data, done));
      }
    }
  }
}
