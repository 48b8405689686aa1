package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checksum of a member whose blocks have their own, however the two ways are mixed. */
class RunningCheckTest {
  private static Checksum sum(DeflateFormat format) {
    return format == DeflateFormat.GZIP ? new CRC32() : new Adler32();
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void theWholeAndEveryBlockAreRightWhenBlocksAndBytesAreMixed(DeflateFormat format) {
    Random random = Seed.random("running " + format);
    RunningCheck check = new RunningCheck(format);
    for (int member = 0; member < Math.max(50, Seed.times(2_000)); member++) {
      Checksum whole = sum(format);
      long bytes = 0;
      assertThat(check.value()).as("nothing yet").isEqualTo((int) whole.getValue());
      for (int part = random.nextInt(8); part > 0; part--) {
        byte[] data = TestData.TEXT.bytes(random.nextInt(50_000), random);
        int from = random.nextInt(data.length + 1);
        if (random.nextBoolean()) {
          check.update(data, from, data.length - from);
          whole.update(data, from, data.length - from);
          bytes += data.length - from;
        } else {
          Checksum own = sum(format);
          own.update(data, 0, from);
          assertThat(check.updateWhole(data, from)).isEqualTo((int) own.getValue());
          whole.update(data, 0, from);
          bytes += from;
        }
        if (random.nextBoolean()) {
          assertThat(check.value()).isEqualTo((int) whole.getValue());
        }
      }
      assertThat(check.value()).isEqualTo((int) whole.getValue());
      assertThat(check.bytes()).isEqualTo(bytes);
      check.reset();
    }
  }
}
