package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Frames whose blocks wait half read, as in a merge of spill files. */
class OpenReadersTest {
  private static final CodecConfig CONFIG = CodecConfig.defaults(CodecOption.Purpose.SHUFFLE);

  /** At 96 KiB a lease, twice what half of a 64 MiB pool lends. */
  private static final int READERS = 700;

  private static long seed;

  @BeforeAll
  static void printedSeed() {
    String given = System.getProperty("uacce.seed", "");
    seed = given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
  }

  @Test
  void everyReaderGetsItsDataWhenMoreAreOpenThanThePoolLends() throws IOException {
    byte[] data = text(3 * CONFIG.blockBytes() + 77);
    byte[] frames = framesOf(data);
    List<FrameInputStream> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      FrameInputStream reader = new FrameInputStream(new ByteArrayInputStream(frames), CONFIG);
      assertThat(reader.read()).isEqualTo(data[0] & 0xff);
      assertThat(reader.readNBytes(999)).isEqualTo(Arrays.copyOfRange(data, 1, 1000));
      readers.add(reader);
    }
    for (FrameInputStream reader : readers) {
      assertThat(reader.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, 1000, data.length));
      assertThat(reader.read()).isEqualTo(-1);
      reader.close();
    }
  }

  @Test
  void bytesAreInOrderWhenReadSkippedAndStoredBlocksAlternate() throws IOException {
    Random random = new Random(seed);
    byte[] data = text(20 * CONFIG.blockBytes());
    for (int block = 0; block < 20; block += 3) {
      byte[] noise = new byte[CONFIG.blockBytes()];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, data, block * noise.length, noise.length);
    }
    try (FrameInputStream reader =
        new FrameInputStream(new ByteArrayInputStream(framesOf(data)), CONFIG)) {
      byte[] piece = new byte[100_000];
      int at = 0;
      while (at < data.length) {
        switch (random.nextInt(3)) {
          case 0 -> assertThat(reader.read()).isEqualTo(data[at++] & 0xff);
          case 1 -> at += (int) reader.skip(random.nextInt(30_000));
          default -> {
            int count = reader.read(piece, 0, 1 + random.nextInt(piece.length));
            assertThat(Arrays.equals(piece, 0, count, data, at, at + count)).isTrue();
            at += count;
          }
        }
      }
      assertThat(reader.read()).isEqualTo(-1);
    }
  }

  @Test
  void nothingIsHandedOutWhenTheChecksumIsWrong() throws IOException {
    byte[] frames = framesOf(text(CONFIG.blockBytes()));
    frames[frames.length - 6] ^= 1;
    try (FrameInputStream reader = new FrameInputStream(new ByteArrayInputStream(frames), CONFIG)) {
      assertThatThrownBy(reader::read)
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("CRC-32");
      assertThat(reader.available()).isZero();
      assertThatThrownBy(reader::read).isInstanceOf(IOException.class);
    }
  }

  private static byte[] text(int bytes) {
    Random random = new Random(seed);
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) ('a' + random.nextInt(6));
    }
    return data;
  }

  private static byte[] framesOf(byte[] data) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (FrameOutputStream out = new FrameOutputStream(sink, CONFIG, false)) {
      out.write(data);
    }
    return sink.toByteArray();
  }
}
