package org.uacce.examples.doors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.uacce.codec.CodecMetric;

/** What the programs here have in common. */
interface Door {
  /** Records that each program writes. */
  int RECORDS = 50_000;

  /**
   * Writes the records.
   *
   * @param folder empty
   */
  void write(Path folder) throws Exception;

  /** Reads them back; returns how many they were. */
  int read(Path folder) throws Exception;

  /** A record of some words and a number. */
  static String record(int i) {
    return "order " + i + " of customer " + i * 0x9E3779B9 % 10_000 + ", to be shipped by rail";
  }

  /** The program. */
  static void open(Door door, String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("Usage: " + door.getClass().getSimpleName() + " <empty folder>");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
    door.write(folder);
    int records = door.read(folder);
    System.out.printf(
        "records=%d files.bytes=%d compressed.bytes=%d inflated.bytes=%d device.bytes=%d%n",
        records,
        bytesIn(folder),
        through("compress."),
        through("decompress."),
        CodecMetric.COMPRESS_DEVICE_BYTES.value());
  }

  /** Uncompressed bytes that the codec has worked on in this JVM, one way. */
  static long through(String direction) {
    return Arrays.stream(CodecMetric.values())
        .filter(metric -> metric != CodecMetric.COMPRESS_OUTPUT_BYTES)
        .filter(metric -> metric.id().startsWith(direction) && metric.id().endsWith(".bytes"))
        .mapToLong(CodecMetric::value)
        .sum();
  }

  private static long bytesIn(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.map(Path::toFile).filter(file -> file.isFile()).mapToLong(f -> f.length()).sum();
    }
  }
}
