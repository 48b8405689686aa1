package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** The first member from any byte on is the true one, whatever the data look like. */
class MemberFinderTest {
  private static long trueFirst(List<Integer> starts, long from, long length) {
    int found = Collections.binarySearch(starts, (int) from);
    int next = found < 0 ? -1 - found : found;
    return next < starts.size() ? starts.get(next) : length;
  }

  private static void checkAt(BgzfFile file, byte[] bytes, long from) throws IOException {
    assertThat(new MemberFinder(new SeekableBytes(bytes)).firstFrom(from))
        .as("from=%d of %d", from, bytes.length)
        .isEqualTo(trueFirst(file.starts(), from, bytes.length));
  }

  @Test
  void everyByteLeadsToTheNextMember() throws IOException {
    Random random = Seed.random("finder");
    for (int i = Seed.times(300); i > 0; i--) {
      byte[] data = Flavour.anyData(random.nextInt(300_000), random);
      int leastBytes = 1 + data.length / 2_000;
      BgzfFile file = BgzfFile.of(data, Math.max(leastBytes, 1 << random.nextInt(17)), random);
      byte[] bytes = file.bytes();
      for (int n = 0; n < 20; n++) {
        int start = file.starts().get(random.nextInt(file.starts().size()));
        for (int from = Math.max(1, start - 2); from < Math.min(bytes.length, start + 3); from++) {
          checkAt(file, bytes, from);
        }
      }
      for (int n = 0; n < 50; n++) {
        checkAt(file, bytes, 1 + random.nextInt(bytes.length - 1));
      }
    }
  }

  /**
   * Members of equal size, stored, each with a header in its data whose length leads to the header
   * in the data of the next: a chain from end to end that nobody could tell from the true one but
   * by where it begins.
   */
  static BgzfFile withSecondChain(int members, int dataBytes, Random random) {
    int memberBytes = 18 + 5 + dataBytes + 8;
    BgzfFile file = new BgzfFile();
    for (int i = 0; i < members; i++) {
      byte[] data = TestData.TEXT.bytes(dataBytes, random);
      int at = 100;
      byte[] fake = {31, (byte) 139, 8, 4, 0, 0, 0, 0, 0, (byte) 255, 6, 0, 'B', 'C', 2, 0, 0, 0};
      System.arraycopy(fake, 0, data, at, fake.length);
      data[at + 16] = (byte) (memberBytes - 1);
      data[at + 17] = (byte) ((memberBytes - 1) >>> 8);
      file.add(data, 0, data.length, 0, -1);
    }
    file.add(new byte[0], 0, 0, 6, -1);
    return file;
  }

  @Test
  void secondChainThroughTheWholeFileIsNotFollowed() throws IOException {
    Random random = Seed.random("second chain");
    BgzfFile file = withSecondChain(150, 20_000, random);
    byte[] bytes = file.bytes();
    assertThat(bytes).hasSizeGreaterThan(8 << 17);
    for (int n = 0; n < 30; n++) {
      checkAt(file, bytes, 1 + random.nextInt(bytes.length - 1));
    }
  }

  @Test
  void wholeFileInsideAMemberIsNotFollowed() throws IOException {
    Random random = Seed.random("inside");
    BgzfFile inner = BgzfFile.of(TestData.TEXT.bytes(200_000, random), 3_000, random);
    byte[] data = inner.bytes();
    BgzfFile outer = new BgzfFile();
    for (int done = 0; done < data.length; done += 60_000) {
      outer.add(data, done, Math.min(60_000, data.length - done), 0, -1);
    }
    byte[] bytes = outer.bytes();
    for (int from = 1; from < bytes.length; from += 1 + random.nextInt(500)) {
      checkAt(outer, bytes, from);
    }
  }

  @Test
  void damageInFrontIsSaidAndDamageElsewhereIsNot() throws IOException {
    Random random = Seed.random("damage");
    BgzfFile file = BgzfFile.of(TestData.RANDOM.bytes(2_000_000, random), 60_000, random);
    byte[] bytes = file.bytes();
    int middle = file.starts().get(file.starts().size() / 2);
    byte[] damaged = bytes.clone();
    Arrays.fill(damaged, middle, middle + 100_000, (byte) 0);
    assertThatThrownBy(
            () -> new MemberFinder(new SeekableBytes(damaged)).firstFrom(middle + 90_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("offset=" + (middle + 90_000));
    checkAt(file, damaged, middle - 10);
    checkAt(file, damaged, middle + 400_000);
  }
}
