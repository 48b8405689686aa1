package org.uacce.codec.binding;

/**
 * One place where the native library was looked for.
 *
 * @param source the path, resource or condition that was tried
 * @param obstacle what kind of thing was in the way
 * @param failure why it did not serve, with the next step; null for the attempt that succeeded
 */
public record LoadAttempt(String source, Obstacle obstacle, String failure) {
  /** Kinds of failure that call for different steps. */
  public enum Obstacle {
    /** It was loaded. */
    NONE,
    /** The folder of the library may not be executed from. */
    NOEXEC,
    /** There is no library for this processor or system, or the one given is for another. */
    ARCHITECTURE,
    /** The library needs a newer C library than the host's, or is of another release. */
    OTHER_VERSION,
    /** JNA cannot load its own library, or is another than its own library fits. */
    JNA,
    /** Everything else; the failure tells. */
    OTHER
  }

  public boolean succeeded() {
    return failure == null;
  }

  @Override
  public String toString() {
    return succeeded() ? source + ": loaded" : source + ": " + failure;
  }
}
