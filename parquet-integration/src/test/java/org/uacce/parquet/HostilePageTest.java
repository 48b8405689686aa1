package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputDecompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;

class HostilePageTest {
  private final Random random = Seed.random("hostile pages");
  private final UacceCodecFactory factory = new UacceCodecFactory(new Configuration());
  private final BytesInputDecompressor decompressor =
      factory.getDecompressor(CompressionCodecName.GZIP);
  private final byte[] page = Pages.text(random, 600);
  private final byte[] gzip = gzip(page);

  @Test
  void refusesEveryTruncation() {
    for (int bytes = 0; bytes < gzip.length; bytes++) {
      assertRefused(Arrays.copyOf(gzip, bytes), page.length);
    }
  }

  @Test
  void refusesTrailingBytes() {
    assertRefused(Arrays.copyOf(gzip, gzip.length + 1), page.length);
    assertRefused(Arrays.copyOf(gzip, gzip.length + 16), page.length);
    byte[] half = Arrays.copyOf(gzip, gzip.length * 3 / 2);
    System.arraycopy(gzip, 0, half, gzip.length, half.length - gzip.length);
    assertRefused(half, page.length);
  }

  @Test
  void refusesEveryOtherSizeThanTheTrueOne() {
    for (int size : new int[] {-1, Integer.MIN_VALUE, 0, 1, 599, 601, 1200, 600 * 1032}) {
      assertRefused(gzip, size);
    }
  }

  @Test
  void neverReturnsOtherBytesForAFlippedBit() {
    int refused = 0;
    for (int bit = 0; bit < gzip.length * 8; bit++) {
      byte[] flipped = gzip.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        byte[] read = decompressor.decompress(BytesInput.from(flipped), 600).toByteArray();
        assertThat(read).as("bit %d", bit).isEqualTo(page);
      } catch (IOException expected) {
        refused++;
      }
    }
    // Six header bytes (time, extra flags, system) carry nothing; nearly everything else does.
    assertThat(refused).isGreaterThan(gzip.length * 8 - 6 * 8 - 16);
  }

  @Test
  void neverReturnsOtherBytesForRandomDamage() {
    int cases = Boolean.getBoolean("uacce.campaign") ? 100_000 : 1_000;
    for (int i = 0; i < cases; i++) {
      byte[] original =
          random.nextBoolean()
              ? Pages.text(random, random.nextInt(3_000))
              : Pages.noise(random, random.nextInt(300));
      byte[] damaged = damaged(gzip(original));
      int size = random.nextInt(4) == 0 ? 1 + random.nextInt(4_000) : original.length;
      try {
        byte[] read = decompressor.decompress(BytesInput.from(damaged), size).toByteArray();
        assertThat(read).as("case %d", i).isEqualTo(original);
      } catch (IOException expected) {
        assertThat(expected).as("case %d", i).isInstanceOf(MalformedDataException.class);
      }
    }
  }

  /** One to three bits flipped, and often bytes cut off, added or moved. */
  private byte[] damaged(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    }
    switch (random.nextInt(4)) {
      case 0 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length));
      case 1 -> changed = Arrays.copyOf(changed, changed.length + 1 + random.nextInt(40));
      case 2 -> {
        int from = random.nextInt(changed.length);
        int to = random.nextInt(changed.length);
        int count = random.nextInt(changed.length - Math.max(from, to));
        System.arraycopy(changed, from, changed, to, count);
      }
      default -> {}
    }
    return changed;
  }

  @Test
  void allocatesNothingForASizeThatTheDataCannotHave() {
    assertAllocatesLittle(gzip, Integer.MAX_VALUE);
    assertAllocatesLittle(gzip, gzip.length * 1032 + 1);
  }

  @Test
  void stopsABombAtTheStatedSize() {
    byte[] bomb = gzip(new byte[64 << 20]);
    assertThat(bomb.length).isLessThan((64 << 20) / 900);
    assertAllocatesLittle(bomb, 1_000);
  }

  @Test
  void readsALargePageOfZerosSinceItIsNoBombWhenItsSizeIsStated() throws IOException {
    byte[] zeros = gzip(new byte[16 << 20]);
    assertThat(decompressor.decompress(BytesInput.from(zeros), 16 << 20).toByteArray())
        .containsOnly(0)
        .hasSize(16 << 20);
  }

  /** Larger than the pool's largest buffer, page and member together. */
  @Test
  void refusesDamageInAPageThatIsInflatedInPieces() {
    byte[] large = gzip(Pages.noise(random, 17 << 20));
    int size = 17 << 20;
    assertRefused(Arrays.copyOf(large, large.length - 1), size);
    assertRefused(Arrays.copyOf(large, large.length / 2), size);
    assertRefused(Arrays.copyOf(large, large.length + 1), size);
    assertRefused(large, size - 1);
    assertRefused(large, size + 1);
    large[large.length / 2] ^= 1;
    assertRefused(large, size);
  }

  @Test
  void readsOnAfterARefusal() throws IOException {
    assertRefused(Arrays.copyOf(gzip, 40), page.length);
    assertThat(decompressor.decompress(BytesInput.from(gzip), page.length).toByteArray())
        .isEqualTo(page);
  }

  /** By both entries, with offset and reason, and counted. */
  private void assertRefused(byte[] bytes, int size) {
    long before = CodecMetric.MALFORMED_INPUTS.value();
    assertThatThrownBy(() -> decompressor.decompress(BytesInput.from(bytes), size).toByteArray())
        .as("bytes=%d size=%d", bytes.length, size)
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("offset=")
        .hasMessageContaining("reason=");
    ByteBuffer output = ByteBuffer.allocate(Math.max(0, size));
    assertThatThrownBy(
            () -> decompressor.decompress(ByteBuffer.wrap(bytes), bytes.length, output, size))
        .as("bytes=%d size=%d", bytes.length, size)
        .isInstanceOf(MalformedDataException.class);
    assertThat(CodecMetric.MALFORMED_INPUTS.value() - before).isEqualTo(2);
  }

  private void assertAllocatesLittle(byte[] bytes, int size) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BytesInput input = BytesInput.from(bytes);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> decompressor.decompress(input, size))
        .isInstanceOf(MalformedDataException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }

  private byte[] gzip(byte[] bytes) {
    try {
      return factory
          .getCompressor(CompressionCodecName.GZIP)
          .compress(BytesInput.from(bytes))
          .toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
