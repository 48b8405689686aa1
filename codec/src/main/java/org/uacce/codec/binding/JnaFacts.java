package org.uacce.codec.binding;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.lang.reflect.Field;
import java.security.CodeSource;

/**
 * Which JNA this JVM has, and what only JNA can ask the host. Looks without loading JNA's own
 * library, which may be what fails.
 *
 * @param found the version on the class path; {@code unknown} where it does not tell
 * @param built the version that we were compiled with, the oldest that we are tested with
 * @param source the jar or folder that it comes from
 */
public record JnaFacts(String found, String built, String source) {
  /** Copied into our class by the compiler. */
  private static final String BUILT = Native.VERSION;

  private static final String NONE = "none";

  private static final Object[] NO_ARGUMENTS = {};

  public static JnaFacts look() {
    try {
      CodeSource from = Native.class.getProtectionDomain().getCodeSource();
      return new JnaFacts(
          foundVersion(), BUILT, from == null ? "unknown" : String.valueOf(from.getLocation()));
    } catch (NoClassDefFoundError absent) {
      return new JnaFacts(NONE, BUILT, NONE);
    }
  }

  /** Whether there is no JNA on the class path. */
  public boolean isAbsent() {
    return found.equals(NONE);
  }

  /** The constant of the class that is there; reading ours would give what the compiler copied. */
  private static String foundVersion() {
    try {
      // Not Native itself: its initialiser loads the library.
      Field version =
          Class.forName("com.sun.jna.Version", true, Native.class.getClassLoader())
              .getDeclaredField("VERSION");
      version.setAccessible(true);
      return String.valueOf(version.get(null));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return "unknown";
    }
  }

  /** Whether the JNA on the class path is older than the one we were built with. */
  public boolean isOlder() {
    String[] mine = built.split("[.]", -1);
    String[] theirs = found.split("[.]", -1);
    try {
      for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
        int difference = Integer.compare(Integer.parseInt(theirs[i]), Integer.parseInt(mine[i]));
        if (difference != 0) {
          return difference < 0;
        }
      }
      return theirs.length < mine.length;
    } catch (NumberFormatException noVersion) {
      return false;
    }
  }

  /** Version of the running C library as {@code 2.36}; null where it cannot be asked. */
  public static String glibcOrNull() {
    // First, since JNA tells only its first user why it cannot work.
    NativeLibraryLoader.result();
    try {
      return NativeLibrary.getInstance("c")
          .getFunction("gnu_get_libc_version")
          .invokeString(NO_ARGUMENTS, false);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Error e) {
      return null; // no JNA, or another C library
    }
  }
}
