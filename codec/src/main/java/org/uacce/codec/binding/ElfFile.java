package org.uacce.codec.binding;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether a shared library is all there. The dynamic loader maps what the program headers announce
 * without looking at the file's size: the first touch of a page behind its end is a SIGBUS that
 * ends the JVM. Offsets are those of a 64-bit little-endian file, the only kind that we build
 * (System V ABI, chapters 4 and 5).
 */
final class ElfFile {
  private static final int HEADER_BYTES = 64;

  /** 0x7f E L F, ELFCLASS64, ELFDATA2LSB as a little-endian number of six bytes. */
  private static final long IDENTITY = 0x0102464c457fL;

  private static final long IDENTITY_MASK = 0xffffffffffffL;

  private static final int E_MACHINE = 18;
  private static final int E_PHOFF = 32;
  private static final int E_PHENTSIZE = 54;
  private static final int E_PHNUM = 56;

  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int P_OFFSET = 8;
  private static final int P_FILESZ = 32;

  /** EM_X86_64 and EM_AARCH64. */
  private static final int X86_64 = 62;

  private static final int AARCH64 = 183;

  private ElfFile() {}

  /**
   * Returns null unless the file is for another processor than this JVM's. The dynamic loader says
   * only that there is no such file.
   */
  static String foreignMachine(Path file) {
    int needed =
        switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> X86_64;
          case "aarch64" -> AARCH64;
          default -> 0;
        };
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer header = read(channel, 0, HEADER_BYTES);
      int machine = Short.toUnsignedInt(header.getShort(E_MACHINE));
      return needed == 0 || machine == needed
          ? null
          : "built for another processor: e_machine="
              + machine
              + " needed="
              + needed
              + " (62 is x86-64, 183 is aarch64)";
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  /** Returns null for a file that the dynamic loader can be given, else why not. */
  static String refusal(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      ByteBuffer header = read(channel, 0, HEADER_BYTES);
      if (header.hasRemaining() || (header.getLong(0) & IDENTITY_MASK) != IDENTITY) {
        return "not a 64-bit shared library: bytes=" + size;
      }
      if (header.getShort(E_PHENTSIZE) != PROGRAM_HEADER_BYTES) {
        return "not a shared library: e_phentsize=" + header.getShort(E_PHENTSIZE);
      }
      for (int i = 0; i < Short.toUnsignedInt(header.getShort(E_PHNUM)); i++) {
        long at = header.getLong(E_PHOFF) + (long) i * PROGRAM_HEADER_BYTES;
        String refusal = segmentRefusal(channel, at, size);
        if (refusal != null) {
          return refusal;
        }
      }
      return null;
    } catch (IOException e) {
      return "cannot be read: " + e;
    }
  }

  private static String segmentRefusal(FileChannel channel, long at, long size) throws IOException {
    if (at < 0 || at > size - PROGRAM_HEADER_BYTES) {
      return "cut short: bytes=" + size + " program header at=" + at;
    }
    ByteBuffer segment = read(channel, at, PROGRAM_HEADER_BYTES);
    long from = segment.getLong(P_OFFSET);
    long bytes = segment.getLong(P_FILESZ);
    return from < 0 || bytes < 0 || from > size - bytes
        ? "cut short: bytes=" + size + " needed=" + from + "+" + bytes
        : null;
  }

  /** As many bytes as there are; what is missing stays remaining. */
  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
      // a file may be read in parts
    }
    return buffer;
  }
}
