package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.binding.JnaFacts;
import org.uacce.codec.binding.LoadAttempt;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Whether the native library is loaded, from where, and what JNA has to do with it. */
final class LibraryCheck {
  static final String GROUP = "library";

  private LibraryCheck() {}

  static List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    NativeLibraryLoader.Result result = NativeLibraryLoader.result();
    for (LoadAttempt attempt : result.attempts()) {
      found.add(finding(attempt));
    }
    Finding jna = jna(result.binding() != null);
    // A wrong JNA is why the library is not loaded, so its next step is the one to take.
    found.add(jna.status() == Finding.Status.PROBLEM ? 0 : found.size(), jna);
    return found;
  }

  private static Finding finding(LoadAttempt attempt) {
    String name = "libuacce_zip.so";
    if (attempt.succeeded()) {
      return Finding.ok(GROUP, name, "loaded from " + attempt.source());
    }
    Cause cause =
        switch (attempt.obstacle()) {
          case NOEXEC -> Cause.NOEXEC;
          case ARCHITECTURE -> Cause.WRONG_ARCHITECTURE;
          case OTHER_VERSION -> Cause.LIBRARY_VERSION;
          case JNA -> Cause.JNA_CONFLICT;
          case NONE, OTHER -> Cause.NO_LIBRARY;
        };
    return Finding.problem(GROUP, name, cause, "not loaded: " + attempt.failure())
        .with("source", attempt.source());
  }

  /** An older JNA is in the way even while it works: nobody has tried it with this release. */
  private static Finding jna(boolean loaded) {
    JnaFacts jna = JnaFacts.look();
    Finding finding;
    if (jna.isAbsent()) {
      finding =
          Finding.problem(
              GROUP,
              "JNA",
              Cause.JNA_CONFLICT,
              "there is no JNA on the class path",
              "use the -all jar, or put JNA " + jna.built() + " on the class path");
    } else if (jna.isOlder()) {
      finding =
          Finding.problem(
              GROUP,
              "JNA",
              Cause.JNA_CONFLICT,
              "an older JNA is first on the class path, "
                  + (loaded ? "which loads the library but is not tested with it" : "and fails"),
              null);
    } else if (!jna.found().equals(jna.built())) {
      finding =
          Finding.note(
              GROUP,
              "JNA",
              "another JNA is first on the class path",
              Cause.JNA_CONFLICT.nextStep());
    } else {
      finding = Finding.ok(GROUP, "JNA", "the one of this release");
    }
    return finding
        .with("found", jna.found())
        .with("needed", jna.built())
        .with("from", jna.source());
  }
}
