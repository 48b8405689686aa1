package org.uacce.codec.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.Seed;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.NativeLibraryLoader;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowShape;
import org.uacce.codec.rows.TestRows;

/** The row filter of the native library against the one in Java: two programs for one format. */
class RowFiltersTest {
  /** Of what both make of rows that {@code Random(1)} chooses, on any processor. */
  private static final long KNOWN_SUM = 3199870998L;

  private final FilteredRows inNative = new FilteredRows();
  private final FilteredRows inJava = new FilteredRows();
  private final JavaRows java = new JavaRows();

  private static BufferPool pool;
  private static NativeRows library;
  private static NativeTier tier;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
    Binding binding = NativeLibraryLoader.result().binding();
    pool = new BufferPool(binding, 64 << 20);
    library = new NativeRows(binding, pool);
    tier = new NativeTier(binding, pool);
  }

  private static int words(Random random) {
    return 1 + random.nextInt(random.nextInt(8) == 0 ? RowShape.MOST_WORDS : 20);
  }

  @Test
  void bothMakeTheSameBytesWhenRowsAreOfAnyShape() throws Exception {
    Random random = Seed.random("same bytes");
    int filtered = 0;
    for (int i = 0; i < Seed.times(40_000); i++) {
      TestRows rows = new TestRows(random, random.nextBoolean() ? 4 : 12, words(random));
      byte[] block = rows.bytes(1 + random.nextInt(random.nextInt(8) == 0 ? 300_000 : 20_000));
      filtered += same(rows.shape(), block, 0) ? 1 : 0;
      // A block that does not begin with a record, and rows of another shape.
      same(rows.shape(), block, random.nextInt(block.length));
      same(new TestRows(random, random.nextBoolean() ? 4 : 12, words(random)).shape(), block, 0);
    }
    assertThat(filtered).isPositive();
  }

  /** Whoever changes what the filters choose changes the sum; readers need not care. */
  @Test
  void bothMakeTheBytesOfOtherArchitecturesWhenRowsAreKnown() {
    Random random = new Random(1);
    CRC32 ofNative = new CRC32();
    CRC32 ofJava = new CRC32();
    for (int i = 0; i < 60; i++) {
      TestRows rows = new TestRows(random, i % 3 == 0 ? 12 : 4, 1 + i % 40);
      byte[] block = rows.bytes(i % 10 == 0 ? 262_144 : 1000 * i);
      byte[] out = new byte[2 * block.length + 6000];
      int bytes = encodeInLibrary(rows.shape(), block, 0, out);
      ofNative.update(out, 0, bytes);
      bytes = java.encode(rows.shape(), block, block.length, 0, out, 0, out.length, inJava);
      ofJava.update(out, 0, bytes);
    }
    assertThat(ofNative.getValue()).isEqualTo(KNOWN_SUM);
    assertThat(ofJava.getValue()).isEqualTo(KNOWN_SUM);
  }

  private int encodeInLibrary(RowShape shape, byte[] block, int first, byte[] out) {
    int bytes = library.encode(shape, block, block.length, first, out.length, inNative);
    if (bytes >= 0) {
      inNative.copyOut(0, out, 0, bytes);
      inNative.release();
    }
    return bytes;
  }

  /** Whether it was filtered; each decoder reads what the other side wrote. */
  private boolean same(RowShape shape, byte[] block, int first) throws MalformedDataException {
    int room = 2 * block.length + 6000;
    byte[] a = new byte[room];
    byte[] b = new byte[room];
    int bytes = encodeInLibrary(shape, block, first, a);
    assertThat(java.encode(shape, block, block.length, first, b, 0, room, inJava))
        .as("%s first=%d bytes=%d", shape, first, block.length)
        .isEqualTo(bytes);
    if (bytes < 0) {
      return false;
    }
    assertThat(inJava.bodyBytes()).isEqualTo(inNative.bodyBytes());
    assertThat(b).isEqualTo(a);
    assertThat(java.encode(shape, block, block.length, first, b, 0, bytes - 1, inJava))
        .isEqualTo(RowEncoder.NO_SPACE);
    byte[] payload = payload(block, a, inNative.bodyBytes(), bytes);
    FilteredPayload parts = new FilteredPayload();
    if (bytes > block.length) {
      // More than a frame may hold: neither reader gets that far.
      return true;
    }
    assertThat(parts.parse(payload, payload.length, ShuffleFrame.DEFLATE)).isNull();
    assertThat(decodedByLibrary(payload, parts)).isEqualTo(block);
    assertThat(decodedByJava(a, payload, parts)).isEqualTo(block);
    return true;
  }

  private static byte[] payload(byte[] block, byte[] filtered, int bodyBytes, int bytes) {
    int raw = bytes - bodyBytes;
    byte[] out = new byte[FilteredPayload.MOST_PREFIX_BYTES + bytes + bytes / 1000 + 100];
    int at = FilteredPayload.writePrefix(out, 0, block.length, crc(block, block.length), raw);
    at +=
        tier.compress(
            Binding.Ending.FINAL, 1, false, filtered, 0, bodyBytes, out, at, out.length - at);
    LittleEndian.putInt(out, at, crc(filtered, bodyBytes));
    LittleEndian.putInt(out, at + 4, bodyBytes);
    System.arraycopy(filtered, bodyBytes, out, at + 8, raw);
    return Arrays.copyOf(out, at + 8 + raw);
  }

  private static int crc(byte[] bytes, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }

  private static byte[] decodedByLibrary(byte[] payload, FilteredPayload parts)
      throws MalformedDataException {
    try (InflatedBlock block = new InflatedBlock()) {
      assertThat(tier.inflateRows(payload, parts, block, new InflateResult(), new CRC32()))
          .isTrue();
      byte[] out = new byte[parts.originalBytes()];
      block.copyOut(0, out, 0, out.length);
      return out;
    }
  }

  private byte[] decodedByJava(byte[] body, byte[] payload, FilteredPayload parts)
      throws MalformedDataException {
    byte[] out = new byte[parts.originalBytes()];
    java.decode(body, 0, payload, parts, out);
    return out;
  }

  /**
   * Not only the right bytes: what one refuses the other does, and they read alike what is left.
   */
  @Test
  void bothReadersAgreeWhenBodiesAreDamaged() throws Exception {
    Random random = Seed.random("damaged bodies");
    int refused = 0;
    int read = 0;
    for (int i = 0; i < Seed.times(6_000); i++) {
      TestRows rows = new TestRows(random, random.nextInt(4) == 0 ? 12 : 4, 1 + random.nextInt(9));
      byte[] block = rows.bytes(2000 + random.nextInt(4000));
      byte[] body = new byte[2 * block.length];
      int bytes = java.encode(rows.shape(), block, block.length, 0, body, 0, block.length, inJava);
      if (bytes < 0) {
        continue;
      }
      for (int damage = 0; damage < 50; damage++) {
        byte[] damaged = body.clone();
        for (int n = random.nextInt(3); n >= 0; n--) {
          int most = random.nextBoolean() ? Math.min(60, inJava.bodyBytes()) : inJava.bodyBytes();
          damaged[random.nextInt(most)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] payload = payload(block, damaged, inJava.bodyBytes(), bytes);
        FilteredPayload parts = new FilteredPayload();
        assertThat(parts.parse(payload, payload.length, ShuffleFrame.DEFLATE)).isNull();
        byte[] expected;
        try {
          expected = decodedByLibrary(payload, parts);
        } catch (MalformedDataException e) {
          refused++;
          assertThatCode(() -> decodedByJava(damaged, payload, parts))
              .isInstanceOf(MalformedDataException.class);
          continue;
        }
        read++;
        assertThat(decodedByJava(damaged, payload, parts)).isEqualTo(expected);
      }
    }
    System.out.println("damaged bodies: refused=" + refused + " read=" + read);
    assertThat(refused).isPositive();
    assertThat(read).isPositive();
  }
}
