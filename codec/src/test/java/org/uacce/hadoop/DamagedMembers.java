package org.uacce.hadoop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.uacce.codec.TestData;

/** Files of one format, whole and damaged, drawn at random. */
final class DamagedMembers {
  private static final int FLAGS_AT = 3;
  private static final int HEADER_BYTES = 10;

  private final Flavour flavour;
  private final Random random;

  private boolean wrongData;

  DamagedMembers(Flavour flavour, Random random) {
    this.flavour = flavour;
    this.random = random;
  }

  /** One to three members, with at most three things wrong. */
  byte[] next() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int members = 1 + random.nextInt(3); members > 0; members--) {
      file.write(member());
    }
    byte[] bytes = file.toByteArray();
    int faults = random.nextInt(4);
    wrongData = faults > 1;
    for (int i = 0; i < faults; i++) {
      bytes = damage(bytes);
    }
    return bytes;
  }

  /** Whether the last file may hold wrong DEFLATE data, rather than too few or too many bytes. */
  boolean wrongData() {
    return wrongData;
  }

  private byte[] member() throws IOException {
    byte[] data = Flavour.anyData(random.nextInt(1 << random.nextInt(17)), random);
    byte[] plain =
        random.nextBoolean() ? flavour.jdkWrite(data) : Flavour.write(flavour.ours(), data, random);
    return flavour == Flavour.GZIP && random.nextBoolean() ? withOptionalFields(plain) : plain;
  }

  /** RFC 1952 §2.3: any of FEXTRA, FNAME, FCOMMENT and FHCRC, in this order. */
  private byte[] withOptionalFields(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int flags = random.nextInt(32);
    out.write(plain, 0, FLAGS_AT);
    out.write(flags);
    byte[] timeAndSystem = new byte[6];
    random.nextBytes(timeAndSystem);
    out.writeBytes(timeAndSystem);
    if ((flags & 4) != 0) {
      byte[] extra = new byte[random.nextInt(1 << random.nextInt(16))];
      random.nextBytes(extra);
      out.write(extra.length);
      out.write(extra.length >>> 8);
      out.writeBytes(extra);
    }
    for (int text = flags >>> 3 & 3; text > 0; text &= text - 1) {
      out.writeBytes(TestData.TEXT.bytes(random.nextInt(300), random));
      out.write(0);
    }
    if ((flags & 2) != 0) {
      CRC32 crc = new CRC32();
      crc.update(out.toByteArray());
      out.write((int) crc.getValue());
      out.write((int) crc.getValue() >>> 8);
    }
    out.write(plain, HEADER_BYTES, plain.length - HEADER_BYTES);
    return out.toByteArray();
  }

  private byte[] damage(byte[] bytes) {
    byte[] copy = bytes.clone();
    switch (random.nextInt(8)) {
      case 0 -> flipBit(copy, 0, copy.length);
      case 1 -> flipBit(copy, 0, 40);
      // the trailer of the last member
      case 2 -> flipBit(copy, copy.length - 8, copy.length);
      case 3 -> {
        return Arrays.copyOf(copy, random.nextInt(copy.length + 1));
      }
      case 4 -> {
        return Arrays.copyOf(copy, Math.max(0, copy.length - 1 - random.nextInt(20)));
      }
      case 5 -> {
        // zeros
        return Arrays.copyOf(copy, copy.length + 1 + random.nextInt(40));
      }
      case 6 -> {
        byte[] junk = new byte[1 + random.nextInt(40)];
        random.nextBytes(junk);
        // two bytes of it may pass for a zlib header
        wrongData |= flavour == Flavour.DEFLATE;
        return joined(copy, junk);
      }
      default -> {
        // the beginning of another member
        return joined(copy, Arrays.copyOf(copy, random.nextInt(Math.min(20, copy.length + 1))));
      }
    }
    return copy;
  }

  private void flipBit(byte[] bytes, int from, int to) {
    int start = Math.max(0, from);
    int end = Math.min(to, bytes.length);
    if (start < end) {
      wrongData = true;
      bytes[start + random.nextInt(end - start)] ^= (byte) (1 << random.nextInt(8));
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
