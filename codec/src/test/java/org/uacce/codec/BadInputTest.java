package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged input of every kind through every entry: an IOException that names offset and reason, or
 * the right bytes where the damage is outside of what a checksum covers; never an Error, never
 * wrong bytes, and no memory by a number in the data.
 */
@EveryTier
class BadInputTest {
  private static final CodecConfig SHUFFLE = Codecs.shuffle(1);
  private static final CodecConfig FILE = Codecs.file(6);

  /** An entry that takes compressed bytes from outside. */
  enum Entry {
    FRAMES {
      @Override
      byte[] write(byte[] data) {
        int half = data.length / 2;
        return PlainFrames.concat(
            PlainFrames.deflated(Arrays.copyOf(data, half), 6),
            PlainFrames.stored(Arrays.copyOfRange(data, half, data.length)));
      }

      @Override
      byte[] read(byte[] in, int bytes) throws IOException {
        return Codecs.unframed(in, SHUFFLE, new Random(in.length));
      }
    },
    GZIP {
      @Override
      byte[] write(byte[] data) throws IOException {
        return Oracle.write(data, DeflateFormat.GZIP, 6);
      }

      @Override
      byte[] read(byte[] in, int bytes) throws IOException {
        return Codecs.unmembered(in, DeflateFormat.GZIP, FILE, new Random(in.length));
      }
    },
    ZLIB {
      @Override
      byte[] write(byte[] data) throws IOException {
        return Oracle.write(data, DeflateFormat.ZLIB, 6);
      }

      @Override
      byte[] read(byte[] in, int bytes) throws IOException {
        return Codecs.unmembered(in, DeflateFormat.ZLIB, FILE, new Random(in.length));
      }
    },
    WHOLE {
      @Override
      byte[] write(byte[] data) throws IOException {
        return Oracle.write(data, DeflateFormat.GZIP, 6);
      }

      @Override
      byte[] read(byte[] in, int bytes) throws IOException {
        return Codecs.unwhole(in, bytes, FILE);
      }
    };

    abstract byte[] write(byte[] data) throws IOException;

    abstract byte[] read(byte[] in, int bytes) throws IOException;
  }

  /** Reads bytes that may be refused; what is not refused must be right. */
  private static boolean refused(Entry entry, byte[] in, byte[] data) {
    try {
      assertThat(entry.read(in, data.length)).isEqualTo(data);
      return false;
    } catch (MalformedDataException e) {
      assertThat(e).hasMessage("Cannot decompress: offset=" + e.offset() + " reason=" + e.reason());
      assertThat(e.offset()).isBetween(0L, (long) in.length);
      assertThat(e.reason()).isNotBlank();
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void everyTruncationIsRefused(Entry entry) throws Exception {
    byte[] data = TestData.JSON.bytes(1200, Seed.random("truncated"));
    byte[] whole = entry.write(data);
    int frameEnd = entry == Entry.FRAMES ? whole.length - (600 + 4 + 1 + 2) : -1;
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (entry == Entry.FRAMES && (length == 0 || length == frameEnd)) {
        // Between two frames there is no end mark: Spark's segment length is the guard.
        assertThat(entry.read(cut, 0)).isEqualTo(Arrays.copyOf(data, length == 0 ? 0 : 600));
      } else {
        assertThat(refused(entry, cut, data)).as("cut at %d of %d", length, whole.length).isTrue();
      }
    }
  }

  /** Bits that no reader looks at: MTIME, XFL and OS of gzip. */
  private static boolean free(Entry entry, int bit) {
    return (entry == Entry.GZIP || entry == Entry.WHOLE) && bit / 8 >= 4 && bit / 8 < 10;
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void everyFlippedBitIsRefused(Entry entry) throws Exception {
    for (TestData kind : new TestData[] {TestData.JSON, TestData.RANDOM, TestData.ZEROS}) {
      byte[] data = kind.bytes(400, Seed.random("flipped"));
      byte[] whole = entry.write(data);
      int harmless = 0;
      for (int bit = 0; bit < 8 * whole.length; bit++) {
        byte[] flipped = whole.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        boolean refused = refused(entry, flipped, data);
        if (free(entry, bit)) {
          assertThat(refused).as("bit %d of %s", bit, kind).isFalse();
        } else if (!refused) {
          harmless++; // right bytes all the same: padding, FTEXT
        }
      }
      assertThat(harmless).as("%s", kind).isLessThanOrEqualTo(16);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void trailingBytesAreRefused(Entry entry) throws Exception {
    byte[] data = TestData.TEXT.bytes(500, Seed.random("trailing"));
    byte[] whole = entry.write(data);
    for (int extra : new int[] {1, 2, 7, 8, 9, 100}) {
      for (byte value : new byte[] {0, 1, 0x1f, 0x40, 0x50, (byte) 0xff}) {
        byte[] longer = Arrays.copyOf(whole, whole.length + extra);
        Arrays.fill(longer, whole.length, longer.length, value);
        assertThat(refused(entry, longer, data)).as("%d bytes of %d", extra, value).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void rubbishIsRefused(Entry entry) {
    Random random = Seed.random("rubbish " + entry);
    int times = Seed.times(1_000_000);
    for (int i = 0; i < times; i++) {
      byte[] rubbish = TestData.RANDOM.bytes(1 + random.nextInt(1024), random);
      if (random.nextInt(3) > 0) {
        byte[] start = entry == Entry.FRAMES ? frameStart(random) : memberStart(entry);
        System.arraycopy(start, 0, rubbish, 0, Math.min(start.length, rubbish.length));
      }
      assertThat(refused(entry, rubbish, new byte[random.nextInt(2000)])).isTrue();
    }
  }

  private static byte[] frameStart(Random random) {
    return PlainFrames.concat(
        new byte[] {(byte) (random.nextBoolean() ? 0x40 : 0x50)},
        PlainFrames.varint(random.nextInt(1000)));
  }

  private static byte[] memberStart(Entry entry) {
    return entry == Entry.ZLIB
        ? new byte[] {0x78, (byte) 0x9c}
        : new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void damagedStreamsAreRefusedOrRightWhenCutAndMixed(Entry entry) throws Exception {
    Random random = Seed.random("mixed " + entry);
    byte[] data = TestData.TEXT.bytes(3000, random);
    byte[] whole = entry.write(data);
    int times = Seed.times(100_000);
    int refused = 0;
    for (int i = 0; i < times; i++) {
      byte[] bad = whole.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        int at = random.nextInt(bad.length);
        int count = Math.min(1 + random.nextInt(8), bad.length - at);
        System.arraycopy(bad, random.nextInt(bad.length - count + 1), bad, at, count);
        bad[at] = (byte) random.nextInt();
      }
      refused += refused(entry, bad, data) ? 1 : 0;
    }
    assertThat(refused).as("of %d", times).isGreaterThan(times * 9 / 10);
  }

  static Stream<byte[]> badHeaders() {
    byte[] stored = PlainFrames.stored(new byte[100]);
    return Stream.of(
        new byte[] {0}, // version 0
        new byte[] {(byte) 0x80, 5, 0, 0, 0, 0, 0}, // version 2
        new byte[] {(byte) 0xd0, 10}, // version 3
        new byte[] {0x60, 5, 0, 0, 0, 0, 0}, // kind 2
        new byte[] {0x70, 5, 0, 0, 0, 0, 0}, // kind 3
        new byte[] {0x42, 5, 0, 0, 0, 0, 0}, // filter
        new byte[] {0x40, 0}, // no payload
        new byte[] {0x40, 4, 0, 0, 0, 0}, // stored, no bytes
        new byte[] {0x50, 9, 3, 0, 0, 0, 0, 0, 0, 0, 0}, // deflate, too short
        new byte[] {0x50, 10, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0}, // original length 0
        new byte[] {0x40, (byte) 0x85, 0, 0, 0, 0, 0, 0}, // not the shortest form
        PlainFrames.concat(new byte[] {0x40, (byte) 0xe8, (byte) 0x80, 0}, new byte[104]),
        PlainFrames.concat(new byte[] {0x40}, PlainFrames.varint((8 << 20) + 5)),
        PlainFrames.concat(new byte[] {0x50}, PlainFrames.varint((8 << 20) + 9)),
        PlainFrames.concat(new byte[] {0x40}, PlainFrames.varint(Integer.MAX_VALUE)),
        PlainFrames.concat(new byte[] {0x40}, PlainFrames.varint(0xffffffffL)),
        PlainFrames.concat(new byte[] {0x50}, PlainFrames.varint((1L << 35) - 1)),
        new byte[] {0x40, -1, -1, -1, -1, -1, 1}, // 6 bytes
        new byte[] {0x40, -128, -128, -128, -128, 0}, // 0 in 5 bytes
        PlainFrames.concat(stored, new byte[] {0x1f, (byte) 0x8b, 8}));
  }

  @ParameterizedTest
  @MethodSource("badHeaders")
  void badFrameHeadersAreRefusedWithOffsetAndReason(byte[] in) {
    byte[] data = new byte[100];
    FrameInputStream stream = new FrameInputStream(new ByteArrayInputStream(in), SHUFFLE);
    assertThatThrownBy(
            () -> {
              stream.readNBytes(data, 0, in.length > 100 && in[1] == 104 ? 100 : 0);
              stream.read();
            })
        .isInstanceOf(MalformedDataException.class)
        .hasMessageMatching("Cannot decompress: offset=\\d+ reason=.+");
  }

  @Test
  void theLargestFramesAreReadWhenTheyAreWhole() throws Exception {
    byte[] largest = TestData.ROWS.bytes(8 << 20, Seed.random("largest"));
    byte[] frames =
        PlainFrames.concat(PlainFrames.stored(largest), PlainFrames.deflated(largest, 1));
    byte[] twice = PlainFrames.concat(largest, largest);
    assertThat(Codecs.unframed(frames, SHUFFLE, Seed.random("largest"))).isEqualTo(twice);
    byte[] tooLarge = PlainFrames.deflated(new byte[(8 << 20) + 1], 6);
    assertThat(refused(Entry.FRAMES, tooLarge, new byte[0])).isTrue();
  }

  @Test
  void everyFrameOfAnotherLengthIsRefusedWhenItsIsizeLies() throws Exception {
    byte[] data = TestData.TEXT.bytes(1000, Seed.random("isize"));
    byte[] deflate = PlainFrames.rawDeflate(data, 6);
    byte[] crc = PlainFrames.little(PlainFrames.crc(data));
    for (int isize : new int[] {0, 1, 999, 1001, 2000, 8 << 20, (8 << 20) + 1, -1, 1 << 31}) {
      byte[] frame =
          PlainFrames.frame(0x50, PlainFrames.concat(deflate, crc, PlainFrames.little(isize)));
      assertThat(refused(Entry.FRAMES, frame, data)).as("isize %d", isize).isTrue();
    }
    byte[] padded =
        PlainFrames.frame(
            0x50, PlainFrames.concat(deflate, new byte[1], crc, PlainFrames.little(1000)));
    assertThat(refused(Entry.FRAMES, padded, data)).as("a byte behind the data").isTrue();
  }

  private static long allocated(IOCall call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(self);
    try {
      call.run();
    } catch (IOException expected) {
      // the caller asserts on what was allocated, the other tests on what was thrown
    }
    return threads.getThreadAllocatedBytes(self) - before;
  }

  private interface IOCall {
    void run() throws IOException;
  }

  @Test
  void nothingLargeIsAllocatedWhenSizesAreClaimedWithoutData() throws Exception {
    byte[] hugePayload =
        PlainFrames.concat(new byte[] {0x40}, PlainFrames.varint((8 << 20) + 4), new byte[100]);
    byte[] hugeOriginal =
        PlainFrames.frame(
            0x50,
            PlainFrames.concat(
                PlainFrames.rawDeflate(new byte[1], 6),
                PlainFrames.little(0),
                PlainFrames.little(8 << 20)));
    byte[] hugeExtra = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, -1, -1, 1, 2, 3};
    byte[][] frames = {hugePayload, hugeOriginal};
    for (int i = 0; i < 3; i++) {
      for (byte[] in : frames) {
        long bytes =
            allocated(
                () -> new FrameInputStream(new ByteArrayInputStream(in), SHUFFLE).readNBytes(1));
        assertThat(bytes).as("allocated for %d bytes", in.length).isLessThan(200_000);
      }
      byte[] out = new byte[100];
      long bytes =
          allocated(
              () -> {
                try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, FILE)) {
                  decoder.setInput(hugeExtra, 0, hugeExtra.length);
                  decoder.read(out, 0, 100);
                }
              });
      assertThat(bytes).isLessThan(100_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Entry.class)
  void memoryStaysBoundedWhenABombIsRead(Entry entry) throws Exception {
    int size = 64 << 20;
    if (entry == Entry.FRAMES) {
      byte[] frame = PlainFrames.deflated(new byte[8 << 20], 9);
      byte[] frames = PlainFrames.concat(frame, frame, frame, frame, frame, frame, frame, frame);
      assertThat(frames.length).isLessThan(size / 1000);
      long[] sum = {0};
      long bytes =
          allocated(
              () ->
                  sum[0] = count(new FrameInputStream(new ByteArrayInputStream(frames), SHUFFLE)));
      assertThat(sum[0]).isEqualTo(size);
      assertThat(bytes).isLessThan(size / 2);
      return;
    }
    byte[] member = entry.write(new byte[size]);
    assertThat(member.length).isLessThan(size / 1000);
    if (entry == Entry.WHOLE) {
      byte[] small = new byte[1000];
      assertThatThrownBy(
              () -> new WholeMember(FILE).decompress(member, 0, member.length, small, 0, 1000))
          .isInstanceOf(MalformedDataException.class)
          .hasMessageContaining("more data than declared: declared=1000");
      long bytes =
          allocated(
              () -> new WholeMember(FILE).decompress(member, 0, member.length, small, 0, 1000));
      assertThat(bytes).isLessThan(100_000);
      return;
    }
    DeflateFormat format = entry == Entry.GZIP ? DeflateFormat.GZIP : DeflateFormat.ZLIB;
    byte[] out = new byte[4096];
    long[] sum = {0};
    long bytes =
        allocated(
            () -> {
              try (MemberDecoder decoder = new MemberDecoder(format, FILE)) {
                decoder.setInput(member, 0, member.length);
                int count;
                while ((count = decoder.read(out, 0, out.length)) > 0) {
                  sum[0] += count;
                }
                assertThat(decoder.finished()).isTrue();
              }
            });
    assertThat(sum[0]).isEqualTo(size);
    assertThat(bytes).isLessThan(1 << 20);
  }

  private static long count(InputStream in) throws IOException {
    byte[] piece = new byte[65536];
    long sum = 0;
    int count;
    while ((count = in.read(piece)) > 0) {
      sum += count;
    }
    return sum;
  }

  @Test
  void wrongSizesAreRefusedWhenTheContainerLies() throws Exception {
    byte[] data = TestData.TEXT.bytes(1000, Seed.random("container"));
    byte[] member = Oracle.write(data, DeflateFormat.GZIP, 6);
    for (int declared : new int[] {0, 1, 999, 1001, 100_000}) {
      assertThatThrownBy(() -> Codecs.unwhole(member, declared, FILE))
          .as("declared %d", declared)
          .isInstanceOf(MalformedDataException.class);
    }
    byte[] two = PlainFrames.concat(member, member);
    byte[] twice = PlainFrames.concat(data, data);
    assertThat(Codecs.unwhole(two, 2000, FILE)).isEqualTo(twice);
    assertThatThrownBy(() -> Codecs.unwhole(two, 1000, FILE))
        .isInstanceOf(MalformedDataException.class);
  }
}
