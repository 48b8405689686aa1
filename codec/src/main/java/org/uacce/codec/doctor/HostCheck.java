package org.uacce.codec.doctor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.uacce.codec.binding.GlibcFloor;
import org.uacce.codec.binding.JnaFacts;
import org.uacce.codec.binding.NativeLibraryLoader;

/** The host and its JVM, as far as they decide what the codec can do. */
final class HostCheck {
  static final String GROUP = "host";

  /** AT_PAGESZ of {@code elf.h}. */
  private static final long PAGE_SIZE_ENTRY = 6;

  private HostCheck() {}

  static List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    found.add(
        Finding.ok(
                GROUP,
                "system",
                System.getProperty("os.name")
                    + " "
                    + System.getProperty("os.version")
                    + " on "
                    + System.getProperty("os.arch"))
            .with("processors", Runtime.getRuntime().availableProcessors())
            .with("pageBytes", pageBytes()));
    found.add(
        Finding.ok(
            GROUP,
            "java",
            System.getProperty("java.vendor", "") + " " + System.getProperty("java.version")));
    found.add(glibc());
    found.add(temporaryFolder());
    return found;
  }

  private static Finding glibc() {
    String needed = GlibcFloor.ofOurLibrariesOrNull();
    String found = JnaFacts.glibcOrNull();
    if (found == null) {
      return Finding.notChecked(GROUP, "C library", "its version cannot be asked", null);
    }
    if (needed == null) {
      return Finding.notChecked(
              GROUP, "C library", "the jar has no library for this platform to compare with", null)
          .with("found", found);
    }
    Finding finding =
        GlibcFloor.older(found, needed)
            ? Finding.problem(
                GROUP,
                "C library",
                Cause.LIBRARY_VERSION,
                "older than the library in the jar needs",
                null)
            : Finding.ok(GROUP, "C library", "new enough for the library in the jar");
    return finding.with("found", found).with("needed", needed);
  }

  /** Only a note: whether it is in the way shows when the library is loaded. */
  private static Finding temporaryFolder() {
    String folder =
        System.getProperty(
            NativeLibraryLoader.TMPDIR_PROPERTY, System.getProperty("java.io.tmpdir", "/tmp"));
    String mount = mountOptions(folder);
    boolean noexec = Arrays.asList(mount.split(",", -1)).contains("noexec");
    Finding finding =
        noexec
            ? Finding.note(GROUP, "temporary folder", "mounted noexec", Cause.NOEXEC.nextStep())
            : Finding.ok(GROUP, "temporary folder", "nothing forbids to execute from it");
    return finding.with("folder", folder).with("mount", mount);
  }

  /** Options of the mount with the longest path that leads to a folder, as proc(5) lists them. */
  private static String mountOptions(String folder) {
    try {
      Path real = Path.of(folder).toRealPath();
      String options = "";
      Path longest = null;
      for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
        String[] fields = line.split(" ", -1);
        Path mount = fields.length < 4 ? null : Path.of(fields[1].replace("\\040", " "));
        // The last of equals: it lies on top.
        if (mount != null
            && real.startsWith(mount)
            && (longest == null || mount.getNameCount() >= longest.getNameCount())) {
          longest = mount;
          options = fields[3];
        }
      }
      return options;
    } catch (IOException | RuntimeException e) {
      return "unknown: " + e;
    }
  }

  /** From the kernel's own words to this process; {@code unknown} where there are none. */
  private static String pageBytes() {
    try {
      ByteBuffer vector =
          ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
              .order(ByteOrder.nativeOrder());
      while (vector.remaining() >= 16) {
        long entry = vector.getLong();
        long value = vector.getLong();
        if (entry == PAGE_SIZE_ENTRY) {
          return Long.toString(value);
        }
      }
    } catch (IOException e) {
      return "unknown: " + e;
    }
    return "unknown";
  }
}
