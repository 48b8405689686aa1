package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** The length in a gzip trailer is counted modulo 4 GiB. */
@EnabledIfSystemProperty(
    named = "uacce.campaign",
    matches = "true",
    disabledReason = "members of more than 4 GiB take minutes: campaign only")
class LargeMemberTest {
  private static final long BYTES = (4L << 30) + 12_345;

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void bothReadEachOthersMembersOfMoreThanFourGibibytes(Flavour flavour) throws IOException {
    byte[] page = new byte[1 << 20];
    byte[] text = TestData.TEXT.bytes(2_000, Seed.random("large " + flavour));
    System.arraycopy(text, 0, page, 1000, text.length);
    for (CompressionCodec writer : new CompressionCodec[] {flavour.ours(), flavour.theirs()}) {
      ByteArrayOutputStream file = new ByteArrayOutputStream();
      try (OutputStream out = writer.createOutputStream(file)) {
        for (long done = 0; done < BYTES; done += page.length) {
          out.write(page, 0, (int) Math.min(page.length, BYTES - done));
        }
      }
      byte[] bytes = file.toByteArray();
      for (CompressionCodec reader : new CompressionCodec[] {flavour.ours(), flavour.theirs()}) {
        try (InputStream in = reader.createInputStream(new ByteArrayInputStream(bytes))) {
          byte[] seen = new byte[page.length];
          long total = 0;
          for (int n = page.length; n == page.length; total += n) {
            n = in.readNBytes(seen, 0, page.length);
            assertThat(Arrays.equals(seen, 0, n, page, 0, n)).as("at=%d", total).isTrue();
          }
          assertThat(total).as("%s read by %s", writer, reader).isEqualTo(BYTES);
        }
      }
    }
  }
}
