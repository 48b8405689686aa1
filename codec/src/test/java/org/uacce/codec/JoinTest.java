package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Independently compressed blocks, joined into one member, at every level and many counts. */
@EveryTier
class JoinTest {
  private static final int BLOCK = 4096;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void oneMemberComesOutWhenBlocksAreJoined(int level) throws Exception {
    Random random = Seed.random("join " + level);
    CodecConfig config = Codecs.smallBlocks(level);
    for (int blocks = 0; blocks <= 40; blocks++) {
      // Exactly so many blocks, and with a last one that is shorter by a little or by much.
      int cut = blocks == 0 ? 0 : random.nextInt(2) * random.nextInt(BLOCK);
      byte[] data = mixed(blocks * BLOCK - cut, random);
      for (DeflateFormat format : DeflateFormat.values()) {
        byte[] member = Codecs.member(data, format, config, random);
        assertThat(Oracle.read(member, format)).as("%d blocks", blocks).isEqualTo(data);
        assertThat(Codecs.unmembered(member, format, config, random)).isEqualTo(data);
      }
    }
  }

  /** The position of a block's last bit in its byte depends on its data: all eight must occur. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 9, 12})
  void joinedBlocksAreRightWhereverTheirLastBitFalls(int level) throws Exception {
    Random random = Seed.random("bits " + level);
    CodecConfig config = Codecs.smallBlocks(level);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 400; i++) {
      byte[] block = TestData.DICTIONARY.bytes(BLOCK, random);
      // One literal more or less moves the end by a few bits.
      for (int k = 0; k < i; k++) {
        block[random.nextInt(BLOCK)] = (byte) random.nextInt(3);
      }
      all.writeBytes(block);
    }
    byte[] data = all.toByteArray();
    byte[] member = Codecs.member(data, DeflateFormat.GZIP, config, random);
    assertThat(Oracle.read(member, DeflateFormat.GZIP)).isEqualTo(data);
    assertThat(Codecs.unmembered(member, DeflateFormat.GZIP, config, random)).isEqualTo(data);
    assertThat(Codecs.unwhole(member, data.length, config)).isEqualTo(data);
  }

  /** Blocks of all kinds, so that stored, fixed and dynamic ones meet. */
  private static byte[] mixed(int size, Random random) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    TestData[] kinds = TestData.values();
    while (all.size() < size) {
      int count = Math.min(BLOCK, size - all.size());
      all.writeBytes(kinds[random.nextInt(kinds.length)].bytes(count, random));
    }
    return all.toByteArray();
  }
}
