package org.uacce.codec.binding;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds, checks and loads {@code libuacce_zip.so} once per class loader, and keeps every attempt
 * with its reason, so that "why is it not in use" always has an answer. The result, good or bad, is
 * final for the life of the JVM.
 *
 * <p>Order: the absolute path in the system property {@value #PATH_PROPERTY} and then nothing else;
 * without it the resource in our own jar, unpacked into a fresh private folder below {@value
 * #TMPDIR_PROPERTY} or {@code java.io.tmpdir} that is removed again before this class returns.
 */
public final class NativeLibraryLoader {
  /**
   * Absolute path of the library file; an operator's property, so never read from job
   * configuration.
   */
  public static final String PATH_PROPERTY = "uacce.library.path";

  /** Folder to unpack into when the usual temporary folder is mounted noexec. */
  public static final String TMPDIR_PROPERTY = "uacce.tmpdir";

  /**
   * Set by the first class loader of a JVM that loads the library, and never taken back: device
   * queues must not be opened twice, and what the library leaves in the process, its memory and its
   * SIGBUS handler, outlives a loader that was collected. So a loader that comes after it works
   * with java.util.zip for good.
   */
  private static final String OWNER_PROPERTY = "uacce.codec.owner";

  private static final Object[] NO_ARGUMENTS = {};

  private static final String JNA_BOOT_PROPERTY = "jna.boot.library.path";

  private final List<LoadAttempt> attempts = new ArrayList<>();

  private NativeLibraryLoader() {}

  /**
   * What came of loading.
   *
   * @param binding the library, or null
   * @param attempts every place looked at, in order
   */
  public record Result(Binding binding, List<LoadAttempt> attempts) {}

  private static final class Holder {
    static final Result RESULT = new NativeLibraryLoader().load();
  }

  /**
   * Loads on the first call; every later call gets the same answer. Never throws, except an
   * OutOfMemoryError.
   */
  public static Result result() {
    return Holder.RESULT;
  }

  private Result load() {
    Binding binding = null;
    String owner =
        NativeLibraryLoader.class.getClassLoader()
            + "@"
            + System.identityHashCode(NativeLibraryLoader.class);
    Object first = System.getProperties().putIfAbsent(OWNER_PROPERTY, owner);
    if (first != null) {
      attempts.add(
          new LoadAttempt(
              "class loader " + owner,
              "another class loader of this JVM owns the library: owner="
                  + first
                  + "; put the jar on one class path only"));
    } else {
      String path = System.getProperty(PATH_PROPERTY);
      binding = path != null ? fromPath(path) : fromResource();
    }
    return new Result(binding, List.copyOf(attempts));
  }

  private Binding fromPath(String text) {
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      return failed(text, "not a path: " + e.getMessage() + "; correct -D" + PATH_PROPERTY);
    }
    String refusal = refusal(path);
    if (refusal != null) {
      return failed(text, refusal + "; correct -D" + PATH_PROPERTY);
    }
    // With a noexec temporary folder JNA cannot unpack its own library either: beside ours it needs
    // no unpacking.
    Path folder = path.getParent();
    if (System.getProperty(JNA_BOOT_PROPERTY) == null
        && Files.exists(folder.resolve(System.mapLibraryName("jnidispatch")))) {
      System.setProperty(JNA_BOOT_PROPERTY, folder.toString());
    }
    return link(text, path);
  }

  /** Why the file, or one that is loaded because it lies beside it, may not be loaded; or null. */
  private static String refusal(Path library) {
    String refusal = TrustedPath.refusal(library);
    if (refusal == null) {
      refusal = ElfFile.refusal(library);
    }
    for (String name : List.of(UnpackedLibrary.ISAL, System.mapLibraryName("jnidispatch"))) {
      Path beside = library.resolveSibling(name);
      if (refusal == null && Files.exists(beside)) {
        refusal = TrustedPath.refusal(beside);
        if (refusal == null) {
          refusal = ElfFile.refusal(beside);
        }
        refusal = refusal == null ? null : name + " beside it: " + refusal;
      }
    }
    return refusal;
  }

  private Binding fromResource() {
    String platform = "linux-" + architecture();
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
      return failed("os " + System.getProperty("os.name"), "the library is built for Linux only");
    }
    String resource = platform + "/libuacce_zip.so";
    try (UnpackedLibrary unpacked = UnpackedLibrary.of(platform)) {
      if (unpacked == null) {
        return failed(
            "resource " + resource,
            "not in the jar; use a jar built with -Duacce.native=required on this architecture");
      }
      return link("resource " + resource + " in " + unpacked.folder(), unpacked.library());
    } catch (IOException | InvalidPathException e) {
      return failed(
          "resource " + resource,
          "cannot be unpacked: " + e + "; set -D" + TMPDIR_PROPERTY + " or -D" + PATH_PROPERTY);
    }
  }

  /** The name that JNA and our jar use for the processor. */
  private static String architecture() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return arch.equals("amd64") || arch.equals("x86_64") ? "x86-64" : arch;
  }

  private Binding link(String source, Path library) {
    try {
      NativeLibrary loaded =
          NativeLibrary.getInstance(library.toString(), UacceZip.class.getClassLoader());
      // Before anything else is looked up: a library of another ABI may lack it.
      int version = loaded.getFunction("uz_abi_version").invokeInt(NO_ARGUMENTS);
      if (version != UacceZip.ABI_VERSION) {
        return failed(
            source,
            "other ABI: found="
                + version
                + " needed="
                + UacceZip.ABI_VERSION
                + "; use the library of the same release as the jar");
      }
      Native.register(UacceZip.class, loaded);
      attempts.add(new LoadAttempt(source, null));
      return new Binding();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      // JNA reports a missing, foreign or clashing library by several kinds of Error,
      // java.lang.Error itself included.
      return failed(source, e + "; " + nextStep(e, library));
    }
  }

  private static String nextStep(Error e, Path library) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("failed to map segment")) {
      return "is the folder mounted noexec? folder="
          + library.getParent()
          + "; set -D"
          + TMPDIR_PROPERTY
          + " to one that is not, or unpack the libraries and set -D"
          + PATH_PROPERTY;
    }
    if (text.contains("GLIBC_")) {
      return "this host's C library is older than the build needs: rebuild the native module here";
    }
    return "JNA's own library may be the cause: see jna.tmpdir and " + JNA_BOOT_PROPERTY;
  }

  private Binding failed(String source, String failure) {
    attempts.add(new LoadAttempt(source, failure));
    return null;
  }
}
