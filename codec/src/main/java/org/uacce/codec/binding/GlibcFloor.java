package org.uacce.codec.binding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The oldest C library that our native library can run on. */
public final class GlibcFloor {
  /** As a library's table of strings names the versions that it needs of the C library. */
  private static final Pattern VERSION = Pattern.compile("GLIBC_(2[.][0-9]{1,3})(?![0-9.])");

  private GlibcFloor() {}

  /** As {@code 2.28}, of the libraries in our jar; null where it holds none for this platform. */
  public static String ofOurLibrariesOrNull() {
    return Stream.of("libuacce_zip.so", UnpackedLibrary.ISAL)
        .map(name -> "/" + NativeLibraryLoader.platform() + "/" + name)
        .map(GlibcFloor::ofResourceOrNull)
        .filter(Objects::nonNull)
        .max(Comparator.comparingInt(GlibcFloor::minor))
        .orElse(null);
  }

  private static String ofResourceOrNull(String resource) {
    try (InputStream in = GlibcFloor.class.getResourceAsStream(resource)) {
      return in == null ? null : of(in.readAllBytes());
    } catch (IOException e) {
      return null;
    }
  }

  /** The highest version that the bytes of a shared library name; null if they name none. */
  static String of(byte[] library) {
    return VERSION
        .matcher(new String(library, StandardCharsets.ISO_8859_1))
        .results()
        .map((MatchResult match) -> match.group(1))
        .max(Comparator.comparingInt(GlibcFloor::minor))
        .orElse(null);
  }

  /** Whether a C library is older than another; both as {@code 2.28}. */
  public static boolean older(String version, String than) {
    return minor(version) < minor(than);
  }

  private static int minor(String version) {
    String digits = version.substring(version.indexOf('.') + 1).replaceFirst("[^0-9].*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }
}
