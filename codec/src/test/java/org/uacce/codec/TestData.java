package org.uacce.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Kinds of bytes that Spark, Hadoop and Parquet hand to a codec. */
public enum TestData {
  /** Lines of words, as a text file. */
  TEXT {
    @Override
    void fill(byte[] out, Random random) {
      String[] words = {"carefully ", "final ", "deposits ", "sleep|", "quickly\n", "ironic "};
      fillWith(out, () -> words[random.nextInt(words.length)] + random.nextInt(100));
    }
  },
  /** Fixed-width binary rows with slowly changing fields, as Spark's UnsafeRow. */
  ROWS {
    @Override
    void fill(byte[] out, Random random) {
      long key = random.nextInt();
      for (int i = 0; i < out.length; i++) {
        int column = i % 48;
        if (column == 0) {
          key += random.nextInt(4);
        }
        out[i] =
            column < 8
                ? (byte) (key >>> (8 * column))
                : column < 12 ? (byte) random.nextInt() : (byte) (column / 8);
      }
    }
  },
  /** Small indices, as a dictionary page. */
  DICTIONARY {
    @Override
    void fill(byte[] out, Random random) {
      for (int i = 0; i < out.length; i++) {
        out[i] = (byte) random.nextInt(25);
      }
    }
  },
  /** Records with the same names over and over. */
  JSON {
    @Override
    void fill(byte[] out, Random random) {
      fillWith(
          out,
          () ->
              "{\"orderkey\":"
                  + random.nextInt(60000)
                  + ",\"status\":\""
                  + (random.nextBoolean() ? 'O' : 'F')
                  + "\",\"price\":"
                  + random.nextInt(1000000) / 100.0
                  + "}\n");
    }
  },
  /** Nothing to gain: encrypted or compressed before. */
  RANDOM {
    @Override
    void fill(byte[] out, Random random) {
      random.nextBytes(out);
    }
  },
  /** The other end: 1000 : 1. */
  ZEROS {
    @Override
    void fill(byte[] out, Random random) {
      // a new array is all zeros
    }
  };

  abstract void fill(byte[] out, Random random);

  /** Exactly this many bytes. */
  public byte[] bytes(int size, Random random) {
    byte[] out = new byte[size];
    fill(out, random);
    return out;
  }

  private static void fillWith(byte[] out, java.util.function.Supplier<String> source) {
    int at = 0;
    while (at < out.length) {
      byte[] record = source.get().getBytes(StandardCharsets.US_ASCII);
      byte[] part = Arrays.copyOf(record, Math.min(record.length, out.length - at));
      System.arraycopy(part, 0, out, at, part.length);
      at += part.length;
    }
  }
}
