package org.uacce.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/** Reads and writes in pieces of odd sizes. */
final class Splits {
  private Splits() {}

  /** Single bytes, a few, and many, in any order. */
  static int next(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> 1 + random.nextInt(63);
      case 2 -> 1 + random.nextInt(5000);
      default -> 1 + random.nextInt(300_000);
    };
  }

  static void write(byte[] data, OutputStream out, Random random) throws IOException {
    int done = 0;
    while (done < data.length) {
      int count = Math.min(data.length - done, next(random));
      if (count == 1) {
        out.write(data[done]);
      } else {
        out.write(data, done, count);
      }
      done += count;
    }
  }

  static byte[] readAll(InputStream in, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[300_007];
    while (true) {
      int wanted = next(random);
      if (wanted == 1) {
        int b = in.read();
        if (b < 0) {
          return all.toByteArray();
        }
        all.write(b);
      } else {
        int count = in.read(piece, 7, wanted);
        if (count < 0) {
          return all.toByteArray();
        }
        all.write(piece, 7, count);
      }
    }
  }
}
