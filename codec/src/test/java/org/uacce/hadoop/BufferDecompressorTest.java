package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DirectDecompressor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** What DirectDecompressor's callers do with buffers: Parquet a page a call, others in pieces. */
@Tag("every-tier")
class BufferDecompressorTest {
  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  /** A buffer somewhere inside of a larger one. */
  private static ByteBuffer inside(int bytes, int before, int behind) {
    ByteBuffer all = ByteBuffer.allocateDirect(before + bytes + behind);
    return all.position(before).limit(before + bytes);
  }

  private static ByteBuffer inside(byte[] bytes, int before, int behind) {
    ByteBuffer buffer = inside(bytes.length, before, behind);
    buffer.duplicate().put(bytes);
    return buffer;
  }

  private static byte[] written(ByteBuffer out, int from) {
    byte[] bytes = new byte[out.position() - from];
    out.duplicate().get(from, bytes);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void pagesOneAfterTheOtherNeedOneCallEach(Flavour flavour) throws IOException {
    Random random = Seed.random("direct pages " + flavour);
    DirectDecompressor decompressor = flavour.ours().createDirectDecompressor();
    for (int i = 0; i < 50; i++) {
      byte[] page = Flavour.anyData(1 + random.nextInt(1 << random.nextInt(21)), random);
      byte[] member =
          random.nextBoolean()
              ? flavour.jdkWrite(page)
              : Flavour.write(flavour.ours(), page, random);
      ByteBuffer in = inside(member, random.nextInt(9), random.nextInt(9));
      int before = random.nextInt(9);
      ByteBuffer out = inside(page.length, before, random.nextInt(9));
      decompressor.decompress(in, out);
      assertThat(written(out, before)).isEqualTo(page);
      // A member without data, as BGZF ends, is the next call's.
      assertThat(in.remaining()).isIn(0, flavour == Flavour.BGZF ? 28 : 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void buffersMayEndAnywhere(Flavour flavour) throws IOException {
    Random random = Seed.random("direct pieces " + flavour);
    DirectDecompressor decompressor = flavour.ours().createDirectDecompressor();
    for (int i = 0; i < 20; i++) {
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      ByteArrayOutputStream members = new ByteArrayOutputStream();
      for (int n = 1 + random.nextInt(5); n > 0; n--) {
        byte[] part = Flavour.anyData(random.nextInt(1 << random.nextInt(19)), random);
        data.write(part);
        members.write(
            random.nextBoolean()
                ? flavour.jdkWrite(part)
                : Flavour.write(flavour.ours(), part, random));
      }
      byte[] bytes = members.toByteArray();
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      int given = 0;
      int most = 1 + random.nextInt(1 << (4 + random.nextInt(14)));
      ByteBuffer in = ByteBuffer.allocateDirect(most).limit(0);
      boolean more = true;
      while (more) {
        in.compact();
        int count = Math.min(in.remaining(), bytes.length - given);
        in.put(bytes, given, count).flip();
        given += count;
        ByteBuffer out = ByteBuffer.allocateDirect(1 + random.nextInt(2 * most));
        decompressor.decompress(in, out);
        seen.write(written(out, 0));
        more = in.hasRemaining() || given < bytes.length || !out.hasRemaining();
      }
      assertThat(seen.toByteArray()).isEqualTo(data.toByteArray());
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void damagedPageDoesNotSpoilTheNext(Flavour flavour) throws IOException {
    Random random = Seed.random("direct damage " + flavour);
    DirectDecompressor decompressor = flavour.ours().createDirectDecompressor();
    byte[] page = TestData.TEXT.bytes(100_000, random);
    byte[] member = flavour.jdkWrite(page);
    for (int i = 0; i < 20; i++) {
      byte[] damaged = member.clone();
      damaged[damaged.length - 1 - random.nextInt(flavour == Flavour.DEFLATE ? 4 : 8)] ^= 4;
      assertThatThrownBy(
              () ->
                  decompressor.decompress(
                      inside(damaged, 0, 0), ByteBuffer.allocateDirect(page.length)))
          .as("the trailer is checked though the output is full")
          .isInstanceOf(IOException.class);
      // A page cut short is noticed by its length; Parquet resets before the next one.
      byte[] cut = Arrays.copyOf(member, 1 + random.nextInt(member.length - 1));
      ByteBuffer some = ByteBuffer.allocateDirect(page.length + 1);
      decompressor.decompress(inside(cut, 0, 0), some);
      ((Decompressor) decompressor).reset();
      ByteBuffer out = ByteBuffer.allocateDirect(page.length);
      decompressor.decompress(inside(member, 0, 0), out);
      assertThat(written(out, 0)).isEqualTo(page);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void restingOneHoldsNothing(Flavour flavour) throws IOException {
    byte[] page = new byte[1000];
    byte[] member = flavour.jdkWrite(page);
    long before = CodecMetric.BUFFER_POOL_LEASED_BYTES.value();
    DirectDecompressor[] resting = new DirectDecompressor[500];
    for (int i = 0; i < resting.length; i++) {
      resting[i] = flavour.ours().createDirectDecompressor();
      resting[i].decompress(inside(member, 0, 0), ByteBuffer.allocateDirect(page.length));
      resting[i].decompress(ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(10));
    }
    assertThat(CodecMetric.BUFFER_POOL_LEASED_BYTES.value()).isEqualTo(before);
    assertThat(resting[0]).isNotNull();
  }
}
