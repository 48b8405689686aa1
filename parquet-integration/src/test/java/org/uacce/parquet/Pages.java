package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Page contents for tests, and an independent look at what became of them. */
final class Pages {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;

  private Pages() {}

  /** Words with numbers between them: compresses about as a string column does. */
  static byte[] text(Random random, int bytes) {
    StringBuilder text = new StringBuilder(bytes + 64);
    String[] words = {"quickly ", "final ", "deposits ", "haggle ", "furiously ", "above the "};
    while (text.length() < bytes) {
      text.append(words[random.nextInt(words.length)]).append(random.nextInt(10_000)).append('|');
    }
    return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] noise(Random random, int bytes) {
    byte[] page = new byte[bytes];
    random.nextBytes(page);
    return page;
  }

  /**
   * Asserts, by java.util.zip, that bytes are one plain gzip member and nothing else.
   *
   * @return its contents
   */
  static byte[] onlyMember(byte[] gzip, int pageBytes) throws DataFormatException {
    assertThat(Arrays.copyOf(gzip, HEADER_BYTES))
        .containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(gzip, HEADER_BYTES, gzip.length - HEADER_BYTES);
      byte[] page = new byte[pageBytes + 1];
      int produced = 0;
      while (!inflater.finished()) {
        int count = inflater.inflate(page, produced, page.length - produced);
        assertThat(count > 0 || inflater.finished()).as("progress at %d", produced).isTrue();
        produced += count;
      }
      assertThat(inflater.getRemaining()).as("bytes behind the data").isEqualTo(TRAILER_BYTES);
      return Arrays.copyOf(page, produced);
    } finally {
      inflater.end();
    }
  }
}
