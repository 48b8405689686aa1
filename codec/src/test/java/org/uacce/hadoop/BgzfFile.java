package org.uacce.hadoop;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * BGZF written with nothing but java.util.zip, after the SAM specification: members of any size and
 * level, with and without data, with other extra fields beside BC.
 */
final class BgzfFile {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> starts = new ArrayList<>();

  /** The file. */
  byte[] bytes() {
    return out.toByteArray();
  }

  /** Where each member begins, in their order. */
  List<Integer> starts() {
    return starts;
  }

  /** Data in members of random sizes, some of them empty, and an empty one at the end. */
  static BgzfFile of(byte[] data, int mostBytes, Random random) {
    BgzfFile file = new BgzfFile();
    int done = 0;
    while (done < data.length) {
      if (random.nextInt(8) == 0) {
        file.add(data, done, 0, random);
      }
      int count = Math.min(data.length - done, 1 + random.nextInt(1 + random.nextInt(mostBytes)));
      file.add(data, done, count, random);
      done += count;
    }
    file.add(data, 0, 0, random);
    return file;
  }

  private void add(byte[] data, int from, int count, Random random) {
    int level = random.nextInt(10);
    add(data, from, count, level, random.nextInt(4) == 0 ? random.nextInt(40) : -1);
  }

  /**
   * Adds a member.
   *
   * @param otherField bytes of another extra field in front of BC; none if negative
   */
  void add(byte[] data, int from, int count, int level, int otherField) {
    byte[] body = deflate(data, from, count, level);
    int extra = 6 + (otherField < 0 ? 0 : 4 + otherField);
    int size = 12 + extra + body.length + 8;
    if (size > 1 << 16) {
      add(data, from, count / 2, level, otherField);
      add(data, from + count / 2, count - count / 2, level, otherField);
      return;
    }
    starts.add(out.size());
    out.writeBytes(new byte[] {31, (byte) 139, 8, 4, 0, 0, 0, 0, 0, (byte) 255});
    number(extra, 2);
    if (otherField >= 0) {
      out.writeBytes(new byte[] {'X', 'Y'});
      number(otherField, 2);
      // looks like BC, and is the data of another field
      for (int i = 0; i < otherField; i++) {
        out.write("BC\2\0".charAt(i % 4));
      }
    }
    out.writeBytes(new byte[] {'B', 'C', 2, 0});
    number(size - 1, 2);
    out.writeBytes(body);
    CRC32 crc = new CRC32();
    crc.update(data, from, count);
    number(crc.getValue(), 4);
    number(count, 4);
  }

  private void number(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >>> (8 * i)));
    }
  }

  private static byte[] deflate(byte[] data, int from, int count, int level) {
    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setInput(data, from, count);
      deflater.finish();
      byte[] out = new byte[count + count / 1000 + 100];
      return Arrays.copyOf(out, deflater.deflate(out));
    } finally {
      deflater.end();
    }
  }
}
