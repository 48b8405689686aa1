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
import org.uacce.codec.binding.LoadAttempt.Obstacle;

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
      failed(
          "class loader " + owner,
          Obstacle.OTHER,
          "another class loader of this JVM owns the library: owner="
              + first
              + "; put the jar on one class path only");
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
      return failed(
          text, Obstacle.OTHER, "not a path: " + e.getMessage() + "; correct -D" + PATH_PROPERTY);
    }
    String refusal = refusal(path);
    if (refusal != null) {
      return failed(text, Obstacle.OTHER, refusal + "; correct -D" + PATH_PROPERTY);
    }
    String foreign = ElfFile.foreignMachine(path);
    if (foreign != null) {
      return failed(
          text,
          Obstacle.ARCHITECTURE,
          foreign
              + "; set -D"
              + PATH_PROPERTY
              + " to the library of this architecture, or unset it");
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
    String platform = platform();
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")) {
      return failed(
          "os " + System.getProperty("os.name"),
          Obstacle.ARCHITECTURE,
          "the library is built for Linux only");
    }
    String resource = platform + "/libuacce_zip.so";
    try (UnpackedLibrary unpacked = UnpackedLibrary.of(platform)) {
      if (unpacked == null) {
        return failed(
            "resource " + resource,
            Obstacle.ARCHITECTURE,
            "not in the jar; use a jar built with -Duacce.native=required on this architecture");
      }
      return link("resource " + resource + " in " + unpacked.folder(), unpacked.library());
    } catch (IOException | InvalidPathException e) {
      return failed(
          "resource " + resource,
          Obstacle.OTHER,
          "cannot be unpacked: " + e + "; set -D" + TMPDIR_PROPERTY + " or -D" + PATH_PROPERTY);
    }
  }

  /** The folder of the library in our jar, as JNA names it for the processor. */
  static String platform() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return "linux-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x86-64" : arch);
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
            Obstacle.OTHER_VERSION,
            "other ABI: found="
                + version
                + " needed="
                + UacceZip.ABI_VERSION
                + "; use the library of the same release as the jar");
      }
      Native.register(UacceZip.class, loaded);
      attempts.add(new LoadAttempt(source, Obstacle.NONE, null));
      return new Binding();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      // JNA reports a missing, foreign or clashing library by several kinds of Error,
      // java.lang.Error itself included.
      Obstacle obstacle = obstacle(e);
      return failed(source, obstacle, e + "; " + nextStep(obstacle, e, library));
    }
  }

  /** By what the dynamic loader and JNA say; neither has anything better than a text. */
  private static Obstacle obstacle(Error e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("failed to map segment")) {
      return Obstacle.NOEXEC;
    }
    if (text.contains("GLIBC_")) {
      return Obstacle.OTHER_VERSION;
    }
    boolean jna = text.contains("JNA") || text.matches("(?s).*(jnidispatch|com[./]sun[./]jna).*");
    return jna ? Obstacle.JNA : Obstacle.OTHER;
  }

  private static String nextStep(Obstacle obstacle, Error e, Path library) {
    return switch (obstacle) {
      case NOEXEC -> noexecStep(String.valueOf(e.getMessage()), library);
      case OTHER_VERSION ->
          "this host's C library is older than the build needs: rebuild the native module here";
      default -> "JNA's own library may be the cause: see jna.tmpdir and " + JNA_BOOT_PROPERTY;
    };
  }

  private static String noexecStep(String text, Path library) {
    String folder = library.getParent().toString();
    String jna = text.contains(folder) ? "" : " and -Djna.tmpdir, where JNA unpacks its own,";
    return "is the folder mounted noexec? folder="
        + folder
        + "; set -D"
        + TMPDIR_PROPERTY
        + jna
        + " to one that is not, or unpack the libraries and set -D"
        + PATH_PROPERTY;
  }

  private Binding failed(String source, Obstacle obstacle, String failure) {
    attempts.add(new LoadAttempt(source, obstacle, failure));
    return null;
  }
}
