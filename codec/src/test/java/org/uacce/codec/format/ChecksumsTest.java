package org.uacce.codec.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Seed;

/** Joined checksums are those that java.util.zip computes over all of the bytes. */
class ChecksumsTest {
  private static int of(Checksum sum, byte[] bytes, int from, int to) {
    sum.update(bytes, from, to - from);
    return (int) sum.getValue();
  }

  /** Bytes of every kind: zeros and 0xff are where Adler-32 wraps around early or never. */
  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(200_000)];
    switch (random.nextInt(3)) {
      case 0 -> random.nextBytes(bytes);
      case 1 -> Arrays.fill(bytes, (byte) 0xff);
      default -> {} // zeros
    }
    return bytes;
  }

  @Test
  void joinedIsTheChecksumOfBothWhereverTheyAreSplit() {
    Random random = Seed.random("joined");
    for (int i = 0; i < Math.max(300, Seed.times(10_000)); i++) {
      byte[] bytes = bytes(random);
      int split = random.nextInt(bytes.length + 1);
      assertThat(
              Checksums.joinCrc(
                  of(new CRC32(), bytes, 0, split),
                  of(new CRC32(), bytes, split, bytes.length),
                  bytes.length - split))
          .as("CRC-32 bytes=%d split=%d", bytes.length, split)
          .isEqualTo(of(new CRC32(), bytes, 0, bytes.length));
      assertThat(
              Checksums.joinAdler(
                  of(new Adler32(), bytes, 0, split),
                  of(new Adler32(), bytes, split, bytes.length),
                  bytes.length - split))
          .as("Adler-32 bytes=%d split=%d", bytes.length, split)
          .isEqualTo(of(new Adler32(), bytes, 0, bytes.length));
    }
  }

  /** Behind 5 GiB of zeros, whose checksums are known without reading them. */
  @Test
  void joinedIsRightWhenTheSecondPartIsLongerThanAnInt() {
    long zeros = 5L << 30;
    byte[] first = {1, 2, 3};
    int adler = of(new Adler32(), first, 0, first.length);
    long high = ((adler >>> 16) + (zeros % 65521) * (adler & 0xffff)) % 65521;
    long zerosAdler = ((zeros % 65521) << 16) | 1;
    assertThat(Checksums.joinAdler(adler, (int) zerosAdler, zeros))
        .isEqualTo((int) ((high << 16) | (adler & 0xffff)));
    int crc = of(new CRC32(), first, 0, first.length);
    int half = crcOfZeros(zeros / 2);
    assertThat(Checksums.joinCrc(crc, crcOfZeros(zeros), zeros))
        .isEqualTo(Checksums.joinCrc(Checksums.joinCrc(crc, half, zeros / 2), half, zeros / 2));
  }

  private static int crcOfZeros(long count) {
    int crc = of(new CRC32(), new byte[1 << 20], 0, 1 << 20);
    for (long have = 1 << 20; have < count; have *= 2) {
      if (have * 2 > count) {
        return Checksums.joinCrc(crc, crcOfZeros(count - have), count - have);
      }
      crc = Checksums.joinCrc(crc, crc, have);
    }
    return crc;
  }
}
