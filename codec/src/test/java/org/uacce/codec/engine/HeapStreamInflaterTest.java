package org.uacce.codec.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** The inflater in Java against zlib's, on what zlib writes and on what nobody should. */
class HeapStreamInflaterTest {
  private static final List<TestData> KINDS = List.of(TestData.values());
  private static final int[] STRATEGIES = {
    Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY
  };

  private static byte[] deflated(byte[] data, Random random) {
    Deflater deflater = new Deflater(random.nextInt(10), true);
    deflater.setStrategy(STRATEGIES[random.nextInt(STRATEGIES.length)]);
    // Without input this applies the strategy and writes nothing.
    deflater.deflate(new byte[1]);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1000];
    int flushAt = random.nextInt(data.length + 1);
    deflater.setInput(data, 0, flushAt);
    int flush = random.nextBoolean() ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
    for (int n = 1; n > 0; ) {
      n = deflater.deflate(buffer, 0, buffer.length, flush);
      out.write(buffer, 0, n);
    }
    deflater.setInput(data, flushAt, data.length - flushAt);
    deflater.finish();
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** In pieces of any sizes, in and out; at most {@code most} bytes. */
  private static byte[] inflated(HeapStreamInflater inflater, byte[] in, int most, Random random)
      throws MalformedDataException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int given = 0;
    while (!inflater.finished() && out.size() < most) {
      if (inflater.remaining() == 0 && given < in.length) {
        int count = Math.min(in.length - given, 1 + random.nextInt(random.nextBoolean() ? 3 : 900));
        inflater.setInput(in, given, count);
        given += count;
      }
      byte[] room = new byte[Math.min(most - out.size(), random.nextInt(700))];
      int count = inflater.inflate(room, 0, room.length);
      out.write(room, 0, count);
      if (count == 0 && room.length > 0 && given == in.length && !inflater.finished()) {
        break;
      }
    }
    // Where the output is full the end may still be to come.
    while (!inflater.finished() && given < in.length && inflater.remaining() == 0) {
      inflater.setInput(in, given++, 1);
      assertThat(inflater.inflate(new byte[0], 0, 0)).isZero();
    }
    return out.toByteArray();
  }

  @Test
  void bytesAreThoseThatZlibWasGivenWhateverThePieces() throws Exception {
    Random random = Seed.random("pieces");
    for (int i = 0; i < Seed.times(20_000); i++) {
      byte[] data = KINDS.get(random.nextInt(KINDS.size())).bytes(random.nextInt(100_000), random);
      byte[] stream = deflated(data, random);
      byte[] withTail = Arrays.copyOf(stream, stream.length + 8);
      HeapStreamInflater inflater = new HeapStreamInflater();
      inflater.setInput(withTail, 0, withTail.length);
      byte[] whole = new byte[data.length];
      int done = 0;
      while (done < whole.length) {
        int count =
            inflater.inflate(
                whole, done, Math.min(whole.length - done, 1 + random.nextInt(70_000)));
        assertThat(count).isPositive();
        done += count;
      }
      assertThat(inflater.inflate(new byte[1], 0, 1)).isZero();
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.remaining()).as("nothing behind the stream is taken").isEqualTo(8);
      assertThat(whole).isEqualTo(data);
      assertThat(inflated(new HeapStreamInflater(), stream, data.length + 1, random))
          .isEqualTo(data);
    }
  }

  @Test
  void whatZlibRefusesIsRefusedAndWhatItTakesGivesTheSameBytes() throws Exception {
    Random random = Seed.random("mutations");
    int refused = 0;
    int rounds = Seed.times(500_000);
    for (int i = 0; i < rounds; i++) {
      byte[] data = TestData.TEXT.bytes(1 + random.nextInt(3000), random);
      byte[] stream = deflated(data, random);
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        // Most of what can be wrong is at the front: the headers and the codes.
        int at =
            random.nextBoolean()
                ? random.nextInt(stream.length)
                : random.nextInt(Math.min(60, stream.length));
        stream[at] ^= (byte) (1 << random.nextInt(8));
      }
      int most = 20_000;
      byte[] expected = new byte[most];
      int made = zlib(stream, expected);
      HeapStreamInflater inflater = new HeapStreamInflater();
      try {
        byte[] found = inflated(inflater, stream, most, random);
        assertThat(made).as("zlib refuses it; round %d", i).isNotNegative();
        assertThat(found).as("round %d", i).isEqualTo(Arrays.copyOf(expected, made));
      } catch (MalformedDataException e) {
        assertThat(made).as("zlib takes it; round %d: %s", i, e.getMessage()).isNegative();
        refused++;
      }
    }
    assertThat(refused).isBetween(rounds / 20, rounds);
  }

  /** Bytes made, or -1 where zlib calls the data wrong. */
  private static int zlib(byte[] stream, byte[] out) {
    Inflater inflater = new Inflater(true);
    inflater.setInput(stream);
    int made = 0;
    try {
      for (int n = 1; n > 0 && made < out.length; made += n) {
        n = inflater.inflate(out, made, out.length - made);
      }
      return made;
    } catch (DataFormatException e) {
      return -1;
    } finally {
      inflater.end();
    }
  }
}
