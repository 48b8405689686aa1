package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.io.compress.SplittableCompressionCodec.READ_MODE;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.uacce.codec.MilderThanZlib;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/**
 * The reader of splits accepts and refuses what Hadoop's GzipCodec does. It alone looks at the
 * lengths that members state.
 */
@Tag("every-tier")
class SplitStrictnessTest {
  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  /** The data of a file as one split; null if it is refused. */
  private static byte[] wholeSplit(byte[] file) {
    UacceSplittableGzipCodec codec = Flavour.configured(new UacceSplittableGzipCodec());
    try (InputStream in =
        codec.createInputStream(new SeekableBytes(file), null, 0, file.length, READ_MODE.BYBLOCK)) {
      return in.readAllBytes();
    } catch (IOException e) {
      return null;
    }
  }

  @Test
  void damagedFilesAreJudgedAsHadoopDoes() throws IOException {
    Random random = Seed.random("damaged splits");
    DamagedMembers members = new DamagedMembers(Flavour.BGZF, random);
    int accepted = 0;
    int stricter = 0;
    int times = Seed.times(10_000);
    for (int i = 0; i < times; i++) {
      byte[] file = members.next();
      Reading theirs = Reading.of(Flavour.BGZF.theirs(), file, random.nextLong());
      byte[] ours = wholeSplit(file);
      if (theirs.accepted()) {
        stricter += ours == null ? 1 : 0;
        accepted += ours == null ? 0 : 1;
        assertThat(ours == null || theirs.gave(ours)).as("times=%d", i).isTrue();
      } else if (!MilderThanZlib.refusedStructure(theirs.reason())) {
        assertThat(ours).as("times=%d theirs=%s", i, theirs).isNull();
      }
    }
    assertThat(accepted).isGreaterThan(times / 10);
    // One bit in 40 bytes of some headers: those of the length and of the field's name.
    assertThat(stricter).isLessThan(Math.max(5, times / 50));
  }

  @Test
  void memberOfAnotherLengthThanItStatesIsRefused() throws IOException {
    Random random = Seed.random("stated length");
    byte[] data = TestData.TEXT.bytes(200_000, random);
    byte[] file = Flavour.write(Flavour.BGZF.ours(), data, random);
    assertThat(wholeSplit(file)).isEqualTo(data);
    for (int difference : new int[] {-300, -1, 1, 300}) {
      byte[] damaged = file.clone();
      int stated = ((file[16] & 0xff) | (file[17] << 8)) + difference;
      damaged[16] = (byte) stated;
      damaged[17] = (byte) (stated >>> 8);
      assertThat(Flavour.GZIP.jdkRead(damaged)).as("nobody else looks").isEqualTo(data);
      assertThat(wholeSplit(damaged)).as("difference=%d", difference).isNull();
    }
  }

  @Test
  void membersWithoutDataAreCheckedToo() throws IOException {
    byte[] file = Flavour.write(Flavour.BGZF.ours(), new byte[0], new Random(1));
    assertThat(file).hasSize(28);
    assertThat(wholeSplit(file)).isEmpty();
    for (int at = 18; at < 24; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= 2;
      assertThat(wholeSplit(damaged)).as("at=%d", at).isNull();
    }
    byte[] cut = Arrays.copyOf(file, 27);
    assertThat(wholeSplit(cut)).isNull();
  }
}
