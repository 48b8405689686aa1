package org.uacce.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowWork;
import org.uacce.codec.rows.TestRows;

/** Writes the small seeds of {@link ParserFuzzTest}: {@code FuzzSeeds <folder of the inputs>}. */
final class FuzzSeeds {
  private FuzzSeeds() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    byte[] text =
        "abcabcabcabcabcabc, and once more: abcabcabc".getBytes(StandardCharsets.US_ASCII);
    byte[] frames = PlainFrames.concat(PlainFrames.stored(text), PlainFrames.deflated(text, 6));
    write(root, "frames", "stored", PlainFrames.stored(text));
    write(root, "frames", "deflated", PlainFrames.deflated(text, 6));
    write(root, "frames", "two", frames);
    write(root, "frames", "cut", Arrays.copyOf(frames, frames.length - 1));
    write(root, "frames", "zeros", PlainFrames.deflated(new byte[5000], 9));
    write(root, "frames", "long-varint", new byte[] {0x40, (byte) 0x85, 0, 1, 2, 3, 4, 5});
    writeRows(root);
    for (DeflateFormat format : DeflateFormat.values()) {
      String target = format == DeflateFormat.GZIP ? "gzip" : "zlib";
      for (int level : new int[] {0, 1, 9}) {
        write(root, target, "level" + level, Oracle.write(text, format, level));
      }
      write(root, target, "empty", Oracle.write(new byte[0], format, 6));
      write(root, target, "zeros", Oracle.write(new byte[5000], format, 9));
    }
    byte[] gzip = Oracle.write(text, DeflateFormat.GZIP, 6);
    byte[] named = PlainFrames.concat(gzip.clone());
    named[3] = 4 | 8 | 16;
    byte[] fields = {2, 0, 'x', 'y', 'n', 0, 'c', 0};
    byte[] body = Arrays.copyOfRange(gzip, 10, gzip.length);
    byte[] head = Arrays.copyOf(named, 10);
    write(root, "gzip", "fields", PlainFrames.concat(head, fields, body));
    byte[] other = PlainFrames.concat(head, new byte[] {8, 0, 'X', 'Y', 0, 0}, new byte[4], body);
    write(root, "bgzf", "other", PlainFrames.concat(bgzf(text), other));
    write(root, "bgzf", "two", PlainFrames.concat(bgzf(text), bgzf(new byte[5000])));
    write(root, "bgzf", "end", PlainFrames.concat(bgzf(text), bgzf(new byte[0])));
    byte[] length = {(byte) (text.length >> 8), (byte) text.length};
    byte[] twice = {(byte) ((2 * text.length) >> 8), (byte) (2 * text.length)};
    write(root, "wholeMember", "one", PlainFrames.concat(length, gzip));
    write(root, "wholeMember", "two", PlainFrames.concat(twice, gzip, gzip));
    write(root, "wholeMember", "wrong", PlainFrames.concat(twice, gzip));
    write(root, "headers", "gzip", head);
    write(root, "headers", "frame", new byte[] {0x50, 0, 0, 1, 2, 0x40, 0x78, 0x01});
    for (String value : new String[] {"auto", "6", "64k", "8MB", "4g", "-1", "9999999999999g"}) {
      write(root, "configuration", "v" + value, value.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] bgzf(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BgzfEncoder encoder = new BgzfEncoder(Codecs.file(6));
    encoder.write(data, 0, data.length, out);
    encoder.finish(out);
    return out.toByteArray();
  }

  private static void writeRows(Path root) throws IOException {
    for (int header : new int[] {4, 12}) {
      for (int words : new int[] {1, 2, 5, 9}) {
        TestRows rows = new TestRows(new Random(words), header, words);
        byte[] block = rows.bytes(2000);
        byte[] columns = new byte[block.length];
        RowEncoder encoder = new RowEncoder(new RowWork());
        int bytes = encoder.encode(rows.shape(), block, 2000, 0, columns, 0, 2000);
        int body = encoder.bodyBytes();
        byte[] lengths = {(byte) (2000 >> 8), (byte) 2000, (byte) (bytes - body)};
        byte[] raw = Arrays.copyOfRange(columns, body, bytes);
        String name = "header" + header + "-words" + words;
        write(root, "rows", name, PlainFrames.concat(lengths, raw, Arrays.copyOf(columns, body)));
        byte[] payload =
            PlainFrames.concat(
                PlainFrames.varint(2000),
                PlainFrames.little(PlainFrames.crc(block)),
                PlainFrames.varint(raw.length),
                Arrays.copyOf(columns, body),
                PlainFrames.little(PlainFrames.crc(Arrays.copyOf(columns, body))),
                raw);
        write(root, "frames", "rows-" + name, PlainFrames.frame(0x41, payload));
      }
    }
  }

  private static void write(Path root, String target, String name, byte[] bytes)
      throws IOException {
    Files.write(Files.createDirectories(root.resolve(target)).resolve(name), bytes);
  }
}
