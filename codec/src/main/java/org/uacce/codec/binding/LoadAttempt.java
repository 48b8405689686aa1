package org.uacce.codec.binding;

/**
 * One place where the native library was looked for.
 *
 * @param source the path, resource or condition that was tried
 * @param failure why it did not serve, with the next step; null for the attempt that succeeded
 */
public record LoadAttempt(String source, String failure) {
  public boolean succeeded() {
    return failure == null;
  }

  @Override
  public String toString() {
    return succeeded() ? source + ": loaded" : source + ": " + failure;
  }
}
