package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecOption.Purpose;

/** One-shot members at the edges of their bounds. */
@EveryTier
class WholeMemberTest {
  @ParameterizedTest
  @ValueSource(strings = {"8m", "64m"})
  void theBoundSufficesWhenNothingShrinks(String pool) throws Exception {
    CodecConfig config =
        Codecs.config(Purpose.FILE, Map.of("bufferPool.maxBytes", pool, "level", "1"));
    byte[] data = TestData.RANDOM.bytes(32 << 20, Seed.random("bound"));
    byte[] out = new byte[WholeMember.compressBound(data.length)];
    int bytes = new WholeMember(config).compress(data, 0, data.length, out, 0);
    assertThat(bytes).isLessThanOrEqualTo(out.length).isLessThan(data.length + data.length / 1000);
    byte[] back = new byte[data.length];
    new WholeMember(config).decompress(out, 0, bytes, back, 0, back.length);
    assertThat(back).isEqualTo(data);
  }

  @Test
  void theBoundIsRefusedWhenNoArrayIsThatLarge() {
    assertThatThrownBy(() -> WholeMember.compressBound(Integer.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
    assertThat(WholeMember.compressBound(Integer.MAX_VALUE - (1 << 20))).isPositive();
  }

  @Test
  void nothingIsWrittenWhenTheRoomIsTooSmall() {
    byte[] data = TestData.TEXT.bytes(1000, Seed.random("room"));
    WholeMember member = new WholeMember(Codecs.file(6));
    byte[] out = new byte[WholeMember.compressBound(1000)];
    assertThatThrownBy(() -> member.compress(data, 0, 1000, out, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(out).containsOnly(0);
  }

  @Test
  void anInstanceIsUsableAgainWhenDataWasMalformed() throws Exception {
    byte[] data = TestData.TEXT.bytes(1000, Seed.random("again"));
    WholeMember member = new WholeMember(Codecs.file(6));
    byte[] out = new byte[WholeMember.compressBound(1000)];
    int bytes = member.compress(data, 0, 1000, out, 0);
    byte[] back = new byte[1000];
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> member.decompress(out, 0, bytes - 1, back, 0, 1000))
          .isInstanceOf(MalformedDataException.class);
      member.decompress(out, 0, bytes, back, 0, 1000);
      assertThat(back).isEqualTo(data);
    }
  }

  @Test
  void manyMembersAreReadInTimeThatGrowsWithTheirBytes() throws Exception {
    // Each member's cost must not depend on how much follows it: megabytes of them took minutes.
    byte[] data = TestData.TEXT.bytes(20, Seed.random("many"));
    byte[] one = Oracle.write(data, DeflateFormat.GZIP, 6);
    int count = 300_000;
    byte[] in = new byte[count * one.length];
    byte[] expected = new byte[count * data.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, in, i * one.length, one.length);
      System.arraycopy(data, 0, expected, i * data.length, data.length);
    }
    byte[] out = new byte[expected.length];
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> new WholeMember(Codecs.file(6)).decompress(in, 0, in.length, out, 0, out.length));
    assertThat(out).isEqualTo(expected);
    in[in.length - 1] ^= 1;
    assertThatThrownBy(
            () -> new WholeMember(Codecs.file(6)).decompress(in, 0, in.length, out, 0, out.length))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("offset=" + (in.length - 4) + " reason=wrong length");
  }

  @Test
  void theEndOfFurtherMembersIsCheckedAsThatOfTheFirst() throws Exception {
    byte[] data = TestData.TEXT.bytes(1000, Seed.random("further"));
    byte[] one = Oracle.write(data, DeflateFormat.GZIP, 6);
    byte[] empty = Oracle.write(new byte[0], DeflateFormat.GZIP, 6);
    byte[] three = PlainFrames.concat(one, empty, one);
    byte[] twice = PlainFrames.concat(data, data);
    CodecConfig config = Codecs.file(6);
    assertThat(Codecs.unwhole(three, 2000, config)).isEqualTo(twice);
    for (int declared : new int[] {1000, 1001, 1999, 2001}) {
      assertThatThrownBy(() -> Codecs.unwhole(three, declared, config))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("declared");
    }
    for (int length = one.length + 1; length < three.length; length++) {
      byte[] cut = Arrays.copyOf(three, length);
      if (length != one.length + empty.length) {
        assertThatThrownBy(() -> Codecs.unwhole(cut, 2000, config))
            .isInstanceOf(MalformedDataException.class)
            .hasMessageContaining("offset=" + length);
      }
    }
  }
}
