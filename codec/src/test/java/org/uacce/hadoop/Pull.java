package org.uacce.hadoop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/** Drives a Compressor and a Decompressor by Hadoop's interfaces alone, in pieces of any size. */
final class Pull {
  private Pull() {}

  static byte[] compress(Compressor compressor, byte[] data) throws IOException {
    return compress(compressor, data, new Random(1));
  }

  static byte[] compress(Compressor compressor, byte[] data, Random random) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] out = new byte[1 << 19];
    int given = 0;
    while (!compressor.finished()) {
      if (compressor.needsInput() && given < data.length) {
        int count = Math.min(Flavour.piece(random), data.length - given);
        compressor.setInput(data, given, count);
        given += count;
      }
      if (given == data.length) {
        compressor.finish();
      }
      all.write(out, 5, compressor.compress(out, 5, Flavour.piece(random)));
    }
    return all.toByteArray();
  }

  /** Reads one member; asks for more input at its end fails. */
  static byte[] decompress(Decompressor decompressor, byte[] member, Random random)
      throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] out = new byte[1 << 19];
    int given = 0;
    while (!decompressor.finished()) {
      if (decompressor.needsInput()) {
        if (given == member.length) {
          throw new IOException("input ended");
        }
        int count = Math.min(Flavour.piece(random), member.length - given);
        decompressor.setInput(member, given, count);
        given += count;
      }
      all.write(out, 5, decompressor.decompress(out, 5, Flavour.piece(random)));
    }
    return all.toByteArray();
  }
}
