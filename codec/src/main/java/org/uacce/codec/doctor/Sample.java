package org.uacce.codec.doctor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * The data that engines are tried and measured with: lines like those of a log, which DEFLATE makes
 * about three times smaller. The same on every host.
 */
final class Sample {
  private static final int BYTES = 1 << 20;

  private final byte[] bytes;

  Sample() {
    Random random = new Random(20_240_611);
    StringBuilder text = new StringBuilder(BYTES + 128);
    long time = 1_718_100_000_000L;
    while (text.length() < BYTES) {
      time += random.nextInt(900);
      text.append(time)
          .append(" INFO task ")
          .append(random.nextInt(100_000))
          .append(" read ")
          .append(Long.toString(random.nextLong() >>> 34, 36))
          .append(" from host-")
          .append(random.nextInt(64))
          .append(" in ")
          .append(random.nextInt(5_000))
          .append(" ms\n");
    }
    bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The first so many bytes, at most a MiB. */
  byte[] block(int length) {
    return Arrays.copyOf(bytes, Math.min(length, BYTES));
  }
}
