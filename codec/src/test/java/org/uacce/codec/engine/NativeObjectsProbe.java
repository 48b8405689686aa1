package org.uacce.codec.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * Runs in a child JVM, since memory that an earlier test has freed would be given out again: opens
 * many objects of each kind, closes none, and prints what one took and what is counted for it.
 */
final class NativeObjectsProbe {
  /** So much of each kind that what else the JVM does meanwhile is little beside it. */
  private static final long MEASURED_BYTES = 128 << 20;

  private static final List<Object> KEPT = new ArrayList<>();

  private NativeObjectsProbe() {}

  public static void main(String[] arguments) throws IOException {
    Binding binding = NativeLibraryLoader.result().binding();
    for (int level : new int[] {1, 2, 3, 6, 9, 10, 12}) {
      measure(
          "compressor" + level,
          NativeTier.compressorBytes(level),
          () -> binding.openCompressor(level));
    }
    measure("decompressor", NativeTier.DECOMPRESSOR_BYTES, binding::openDecompressor);
    measure("inflater", NativeTier.INFLATER_BYTES, binding::openInflater);
    measure("zlibDeflater", JdkTier.DEFLATER_BYTES, () -> new Deflater(6, true));
    measure("zlibInflater", JdkTier.INFLATER_BYTES, NativeObjectsProbe::usedInflater);
  }

  /** zlib takes an inflater's window when there is something to put into it. */
  private static Inflater usedInflater() {
    Inflater inflater = new Inflater(true);
    inflater.setInput(new byte[] {0, 1, 0, -2, -1, 7}); // a stored block of one byte
    try {
      inflater.inflate(new byte[1]);
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    }
    return inflater;
  }

  private static void measure(String name, int counted, Supplier<Object> open) throws IOException {
    long before = dataBytes();
    int count = 0;
    for (long bytes = 0; bytes < MEASURED_BYTES; bytes += counted) {
      KEPT.add(open.get());
      count++;
    }
    System.out.println(name + " " + counted + " " + (dataBytes() - before) / count);
  }

  /** Private memory of this process that it may write to, touched or not. */
  private static long dataBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmData:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no VmData in /proc/self/status");
  }
}
