package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.codec.MalformedDataException;

class PageBufferTest {
  private static final byte SENTINEL = 0x5a;

  private final Random random = Seed.random("page buffers");
  private final UacceCodecFactory factory = new UacceCodecFactory(new Configuration());
  private final BytesInputDecompressor decompressor =
      factory.getDecompressor(CompressionCodecName.GZIP);

  enum Memory {
    HEAP(ByteBuffer::allocate),
    DIRECT(ByteBuffer::allocateDirect),
    SLICE(bytes -> ByteBuffer.allocate(bytes + 5).position(5).slice());

    @SuppressWarnings("ImmutableEnumChecker") // a constructor reference has no state
    private final IntFunction<ByteBuffer> allocate;

    Memory(IntFunction<ByteBuffer> allocate) {
      this.allocate = allocate;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(Memory.values())
        .flatMap(
            in ->
                Stream.of(Memory.values())
                    .flatMap(
                        out ->
                            Stream.of(0, 1, 63, 1 << 20)
                                .map(bytes -> Arguments.of(in, out, bytes))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void movesBothPositionsAndTouchesNothingElse(Memory in, Memory out, int bytes)
      throws IOException {
    byte[] page = Pages.text(random, bytes);
    byte[] gzip = gzip(page);
    int before = random.nextInt(100);
    int behind = random.nextInt(100);
    ByteBuffer input = in.allocate.apply(before + gzip.length + behind);
    input.put(before, gzip).position(before);
    ByteBuffer output = out.allocate.apply(before + bytes + behind);
    for (int i = 0; i < output.capacity(); i++) {
      output.put(i, SENTINEL);
    }
    output.position(before);

    decompressor.decompress(input, gzip.length, output, bytes);

    assertThat(input.position()).isEqualTo(before + gzip.length);
    assertThat(input.limit()).isEqualTo(input.capacity());
    assertThat(output.position()).isEqualTo(before + bytes);
    assertThat(output.limit()).isEqualTo(output.capacity());
    byte[] written = new byte[output.capacity()];
    output.get(0, written);
    for (int i = 0; i < written.length; i++) {
      boolean inside = i >= before && i < before + bytes;
      assertThat(written[i]).as("byte %d", i).isEqualTo(inside ? page[i - before] : SENTINEL);
    }
  }

  @Test
  void readsAReadOnlyBuffer() throws IOException {
    byte[] page = Pages.text(random, 1_000);
    byte[] gzip = gzip(page);
    ByteBuffer output = ByteBuffer.allocate(page.length);
    decompressor.decompress(
        ByteBuffer.wrap(gzip).asReadOnlyBuffer(), gzip.length, output, page.length);
    assertThat(output.array()).isEqualTo(page);
  }

  @Test
  void positionsStayWhenThePageIsMalformed() throws IOException {
    byte[] gzip = gzip(Pages.text(random, 1_000));
    gzip[gzip.length - 5] ^= 1;
    for (Memory memory : Memory.values()) {
      ByteBuffer input = memory.allocate.apply(gzip.length + 1);
      input.put(1, gzip).position(1);
      ByteBuffer output = memory.allocate.apply(1_001).position(1);
      assertThatThrownBy(() -> decompressor.decompress(input, gzip.length, output, 1_000))
          .isInstanceOf(MalformedDataException.class);
      assertThat(input.position()).isEqualTo(1);
      assertThat(output.position()).isEqualTo(1);
    }
  }

  @Test
  void refusesBuffersThatAreTooShort() throws IOException {
    byte[] gzip = gzip(new byte[100]);
    assertThatThrownBy(
            () ->
                decompressor.decompress(
                    ByteBuffer.wrap(gzip), gzip.length + 1, ByteBuffer.allocate(100), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("input.remaining=" + gzip.length);
    assertThatThrownBy(
            () ->
                decompressor.decompress(
                    ByteBuffer.wrap(gzip), gzip.length, ByteBuffer.allocate(99), 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output.remaining=99");
  }

  private byte[] gzip(byte[] page) throws IOException {
    return factory
        .getCompressor(CompressionCodecName.GZIP)
        .compress(BytesInput.from(page))
        .toByteArray();
  }
}
