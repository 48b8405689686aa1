package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.rows.TestRows;

/** Streams of rows through shuffle frames, whose blocks are filtered, and of what is no rows. */
@EveryTier
class RowFramesTest {
  private static final CodecConfig FILTERED = Codecs.shuffle(1);
  private static final CodecConfig PLAIN =
      Codecs.config(Purpose.SHUFFLE, Map.of("filter", "none", "level", "1"));

  private static byte[] spill(byte[] records) {
    return PlainFrames.concat(new byte[] {0, 0, 0x12, 0x34}, records);
  }

  private static byte[] rows(Random random, int header, int words, int bytes) {
    byte[] records = new TestRows(random, header, words).bytes(bytes);
    return header == 4 ? records : spill(records);
  }

  private static byte[] checked(byte[] data, CodecConfig config, Random random) throws IOException {
    byte[] frames = Codecs.frames(data, config, random);
    assertThat(Codecs.unframed(frames, config, random)).isEqualTo(data);
    return frames;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 12})
  void rowsComeBackWhenTheyAreFiltered(int header) throws Exception {
    Random random = Seed.random("rows " + header);
    long before = CodecMetric.COMPRESS_FILTERED_BLOCKS.value();
    long readBefore = CodecMetric.DECOMPRESS_FILTERED_BLOCKS.value();
    for (int i = 0; i < Seed.times(2000); i++) {
      byte[] data = rows(random, header, 1 + random.nextInt(40), 1 + random.nextInt(1_500_000));
      byte[] frames = checked(data, FILTERED, random);
      assertThat(Codecs.unframed(frames, PLAIN, random))
          .as("what reads does not depend on the option")
          .isEqualTo(data);
    }
    assertThat(CodecMetric.COMPRESS_FILTERED_BLOCKS.value()).isGreaterThan(before);
    assertThat(CodecMetric.DECOMPRESS_FILTERED_BLOCKS.value()).isGreaterThan(readBefore);
  }

  @Test
  void rowsAreSmallerWhenTheyAreFiltered() throws Exception {
    Random random = Seed.random("smaller");
    long filtered = 0;
    long plain = 0;
    for (int words = 3; words < 30; words++) {
      byte[] data = rows(random, 4, words, 600_000);
      filtered += checked(data, FILTERED, random).length;
      plain += checked(data, PLAIN, random).length;
    }
    assertThat(filtered).isLessThan(plain * 3 / 4);
  }

  /** What the engines did and what the filter spared them is all of the data. */
  @Test
  void bytesAreCountedOnceInEachDirection() throws Exception {
    Random random = Seed.random("counted");
    byte[] data = rows(random, 4, 6, 1_000_000);
    TierUnderTest.Work read = TierUnderTest.decompressed();
    long saved = CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES.value();
    byte[] frames = Codecs.frames(data, FILTERED, random);
    assertThat(Codecs.unframed(frames, FILTERED, random)).isEqualTo(data);
    long spared = CodecMetric.DECOMPRESS_FILTER_SAVED_BYTES.value() - saved;
    assertThat(spared).isPositive();
    TierUnderTest.assertDone(read, TierUnderTest.decompressed(), data.length - spared);
  }

  /** The format's description is enough to read what is written. */
  @Test
  void anotherReaderReadsFilteredFrames() throws Exception {
    Random random = Seed.random("another reader");
    for (int words = 1; words < 40; words++) {
      byte[] data = rows(random, words % 4 == 0 ? 12 : 4, words, 200_000);
      assertThat(PlainFrames.read(Codecs.frames(data, FILTERED, random))).isEqualTo(data);
    }
  }

  /** 128 words are two of null bits and 126 fields. */
  @ParameterizedTest
  @ValueSource(ints = {127, 128, 129, 200})
  void rowsComeBackWhenTheyAreAsWideAsIsFilteredOrWider(int words) throws Exception {
    Random random = Seed.random("wide " + words);
    long before = CodecMetric.COMPRESS_FILTERED_BLOCKS.value();
    byte[] data = rows(random, 4, Math.min(words, 128), 700_000);
    if (words > 128) {
      data = wide(random, words, 700_000);
    }
    checked(data, FILTERED, random);
    boolean filtered = CodecMetric.COMPRESS_FILTERED_BLOCKS.value() > before;
    assertThat(filtered).isEqualTo(words <= 128);
  }

  /** Rows of numbers only. */
  private static byte[] wide(Random random, int words, int bytes) {
    byte[] data = new byte[bytes];
    for (int at = 0; at + 4 + words * 8 <= bytes; at += 4 + words * 8) {
      data[at + 2] = (byte) ((words * 8) >> 8);
      data[at + 3] = (byte) (words * 8);
      for (int c = 0; c < words; c++) {
        data[at + 4 + c * 8] = (byte) random.nextInt(c + 1);
      }
    }
    return data;
  }

  @Test
  void recordsComeBackWhenBlockBordersCutThemAnywhere() throws Exception {
    Random random = Seed.random("borders");
    CodecConfig small = Codecs.config(Purpose.SHUFFLE, Map.of("blockSize", "4k"));
    long before = CodecMetric.COMPRESS_FILTERED_BLOCKS.value();
    for (int words = 1; words < 24; words++) {
      checked(rows(random, words % 3 == 0 ? 12 : 4, words, 60_000), small, random);
    }
    assertThat(CodecMetric.COMPRESS_FILTERED_BLOCKS.value() - before).isGreaterThan(100);
  }

  @Test
  void shapesMayChangeInAStreamAndStreamsBeConcatenated() throws Exception {
    Random random = Seed.random("shapes");
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < 12; i++) {
      byte[] part = rows(random, 4, 1 + random.nextInt(12), 150_000);
      byte[] mixed = PlainFrames.concat(part, rows(random, 4, 5, 150_000), new byte[333]);
      data.writeBytes(mixed);
      frames.writeBytes(Codecs.frames(mixed, i % 3 == 0 ? PLAIN : FILTERED, random));
    }
    assertThat(Codecs.unframed(frames.toByteArray(), FILTERED, random))
        .isEqualTo(data.toByteArray());
  }

  @Test
  void hugeRowsComeBack() throws Exception {
    Random random = Seed.random("huge");
    byte[] huge = new byte[16 + 900_000];
    random.nextBytes(huge);
    byte[] head = {0, (byte) (900_008 >> 16), (byte) (900_008 >> 8), (byte) 900_008};
    System.arraycopy(head, 0, huge, 0, 4);
    byte[] record = Arrays.copyOf(huge, 4 + 900_008);
    byte[] before = new TestRows(random, 4, 3).bytes(4 + 24);
    checked(PlainFrames.concat(record, record, before), FILTERED, random);
  }

  /** The size too: no block is larger than before, and none is cut elsewhere. */
  @ParameterizedTest
  @EnumSource(TestData.class)
  void whatIsNoRowsIsWrittenAsWithoutTheFilter(TestData kind) throws Exception {
    byte[] data = kind.bytes(400_000, Seed.random("no rows"));
    if (kind == TestData.ROWS) {
      data[1] = 1; // not a length, even by chance
    }
    for (int bytes : new int[] {1, 3, 5, 17, 4096, 65_536, data.length}) {
      byte[] part = Arrays.copyOf(data, bytes);
      assertThat(checked(part, FILTERED, Seed.random("splits")))
          .isEqualTo(checked(part, PLAIN, Seed.random("splits")));
    }
  }

  /** The same random bytes all over a row: next to each other in a row, far apart in columns. */
  private static byte[] repeats(int words, Random random) {
    byte[] data = new byte[2 << 20];
    byte[] value = new byte[7];
    for (int at = 0; at + 4 + words * 8 <= data.length; at += 4 + words * 8) {
      data[at + 2] = (byte) ((words * 8) >> 8);
      data[at + 3] = (byte) (words * 8);
      random.nextBytes(value);
      for (int c = 1; c < words; c++) {
        // Each word is the one before it shifted by some bytes: no two columns are the same.
        System.arraycopy(value, 0, data, at + 4 + c * 8 + (c % 2), 7);
        value[c % 7]++;
      }
    }
    return data;
  }

  @Test
  void rowsAreLeftAloneWhenTheyAreSmallerUnfiltered() throws Exception {
    Random random = Seed.random("repeats");
    // A shape of no other test: the JVM remembers what came of a kind's trials.
    byte[] data = repeats(61, random);
    long lost = CodecMetric.FILTER_TRIALS_LOST.value();
    int filtered = checked(data, FILTERED, random).length;
    int plain = checked(data, PLAIN, random).length;
    assertThat(CodecMetric.FILTER_TRIALS_LOST.value()).isGreaterThan(lost);
    assertThat(filtered).isLessThan(plain + plain / 100);
  }

  /** Rows of small numbers, which the filter makes smaller. */
  private static byte[] smallNumbers(int words, Random random) {
    byte[] data = new byte[2 << 20];
    for (int at = 0; at + 4 + words * 8 <= data.length; at += 4 + words * 8) {
      data[at + 2] = (byte) ((words * 8) >> 8);
      data[at + 3] = (byte) (words * 8);
      for (int c = 1; c < words; c++) {
        data[at + 4 + c * 8] = (byte) random.nextInt(100);
      }
    }
    return data;
  }

  @Test
  void eachStreamIsJudgedByItsOwnKindWhenTwoHaveRowsOfOneShape() throws Exception {
    Random random = Seed.random("kinds");
    int words = 59;
    for (int i = 0; i < 3; i++) {
      byte[] small = smallNumbers(words, random);
      assertThat(checked(small, FILTERED, random).length)
          .isLessThan(checked(small, PLAIN, random).length * 95 / 100);
      byte[] repeats = repeats(words, random);
      assertThat(checked(repeats, FILTERED, random).length)
          .isLessThan(checked(repeats, PLAIN, random).length * 101 / 100);
    }
  }

  /** Some bits of DEFLATE data say nothing; all others are found out by one of the two CRC-32. */
  @Test
  void filteredFramesAreRefusedOrReadRightWhenAnyBitIsWrong() throws Exception {
    Random random = Seed.random("bits");
    byte[] data = rows(random, 4, 4, 3000);
    byte[] frames = checked(data, FILTERED, random);
    assertThat(frames[0] & 0xff).isIn(0x41, 0x51);
    int refused = 0;
    for (int bit = 0; bit < frames.length * 8; bit++) {
      byte[] damaged = frames.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat(Codecs.unframed(damaged, FILTERED, random)).as("bit %d", bit).isEqualTo(data);
      } catch (IOException refusedAsItShould) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(frames.length * 8 - 100);
    for (int cut = 1; cut < frames.length; cut++) {
      byte[] part = Arrays.copyOf(frames, cut);
      assertThatThrownBy(() -> Codecs.unframed(part, FILTERED, random))
          .as("cut at %d", cut)
          .isInstanceOf(IOException.class);
    }
  }

  /** Built by hand from docs/format.md: the worked example in a stored and in a deflated frame. */
  @Test
  void theWorkedExampleIsRead() throws Exception {
    byte[] body =
        hex(
            "01 03 02 04 03 00 02 01 00 1a 01 00 fe 00 00 00 00 00 00 00 22 01 00 03 00 00 02 00 02 02"
                + " 03 02 00 61 62 63 fe 00 00");
    byte[] block =
        hex(
            "fe 00 00 00 20 00 00 00 00 00 00 00 00 fe 00 00 00 00 00 00 00 02 00 00 00 18 00 00 00"
                + " 61 62 00 00 00 00 00 00 00 00 00 20 00 00 00 00 00 00 00 00 ff 00 00 00 00 00 00"
                + " 00 01 00 00 00 18 00 00 00 63 00 00 00 00 00 00 00 00 00 00 18 02 00 00 00 00 00"
                + " 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
    byte[] prefix =
        PlainFrames.concat(
            PlainFrames.varint(block.length),
            PlainFrames.little(PlainFrames.crc(block)),
            PlainFrames.varint(0));
    byte[] crc = PlainFrames.little(PlainFrames.crc(body));
    byte[] stored = PlainFrames.frame(0x41, PlainFrames.concat(prefix, body, crc));
    byte[] deflated =
        PlainFrames.frame(
            0x51,
            PlainFrames.concat(
                prefix, PlainFrames.rawDeflate(body, 6), crc, PlainFrames.little(body.length)));
    assertThat(read(PlainFrames.concat(stored, deflated)))
        .isEqualTo(PlainFrames.concat(block, block));
  }

  private static byte[] read(byte[] frames) throws IOException {
    try (FrameInputStream in = new FrameInputStream(new ByteArrayInputStream(frames), PLAIN)) {
      return in.readAllBytes();
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.ofDelimiter(" ").parseHex(text);
  }

  /** Lengths that lie are refused before memory is taken for them. */
  @Test
  void filteredFramesAreRefusedWhenLengthsLie() {
    byte[] crc = new byte[4];
    byte[] data = new byte[40];
    byte[][] payloads = {
      PlainFrames.concat(PlainFrames.varint(0), crc, PlainFrames.varint(0), data),
      PlainFrames.concat(PlainFrames.varint((8 << 20) + 1), crc, PlainFrames.varint(0), data),
      PlainFrames.concat(PlainFrames.varint(100), crc, PlainFrames.varint(33), data),
      PlainFrames.concat(PlainFrames.varint(100), crc, PlainFrames.varint(1 << 27), data),
      PlainFrames.concat(new byte[] {(byte) 0x80, 0}, crc, PlainFrames.varint(0), data),
      PlainFrames.concat(PlainFrames.varint(20), crc, PlainFrames.varint(1), data),
      PlainFrames.concat(new byte[] {-1, -1, -1, -1, 1}, crc, PlainFrames.varint(1), data),
    };
    for (byte[] payload : payloads) {
      for (int kind : new int[] {0x41, 0x51}) {
        assertThatThrownBy(() -> read(PlainFrames.frame(kind, payload)))
            .isInstanceOf(MalformedDataException.class);
      }
    }
  }
}
