package org.uacce.codec.binding;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The two libraries of the jar in a fresh folder that only this user can enter. Closing removes the
 * files: a loaded library stays mapped without its name, and nothing is left behind by a process
 * that is killed later.
 */
final class UnpackedLibrary implements AutoCloseable {
  private static final String LIBRARY = "libuacce_zip.so";

  /** Found by the loader beside the first through its {@code $ORIGIN} run path. */
  static final String ISAL = "libisal.so.2";

  private final Path folder;

  private UnpackedLibrary(Path folder) {
    this.folder = folder;
  }

  /** Returns null when the jar holds no library for the platform. */
  static UnpackedLibrary of(String platform) throws IOException {
    if (UnpackedLibrary.class.getResource("/" + platform + "/" + LIBRARY) == null) {
      return null;
    }
    Path parent =
        Path.of(
            System.getProperty(
                NativeLibraryLoader.TMPDIR_PROPERTY, System.getProperty("java.io.tmpdir")));
    String refusal = TrustedPath.folderRefusal(parent);
    if (refusal != null) {
      throw new IOException(refusal);
    }
    Path folder =
        Files.createTempDirectory(
            parent,
            "uacce-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    UnpackedLibrary unpacked = new UnpackedLibrary(folder);
    try {
      unpacked.copy(platform, LIBRARY);
      unpacked.copy(platform, ISAL);
      return unpacked;
    } catch (IOException e) {
      unpacked.close();
      throw e;
    }
  }

  private void copy(String platform, String name) throws IOException {
    try (InputStream resource =
        UnpackedLibrary.class.getResourceAsStream("/" + platform + "/" + name)) {
      if (resource == null) {
        throw new IOException("resource is missing: " + platform + "/" + name);
      }
      Files.copy(resource, folder.resolve(name));
    }
  }

  Path folder() {
    return folder;
  }

  Path library() {
    return folder.resolve(LIBRARY);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(folder.resolve(LIBRARY));
    Files.deleteIfExists(folder.resolve(ISAL));
    Files.deleteIfExists(folder);
  }
}
