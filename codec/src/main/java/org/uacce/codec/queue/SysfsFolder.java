package org.uacce.codec.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One folder of sysfs and its one-value files, read as if somebody else had written them: bounded,
 * never from a pipe or device, and every fault as a sentence.
 */
final class SysfsFolder {
  /** The kernel never shows more than a page of one attribute. */
  private static final int MAX_BYTES = 4096;

  private static final int MAX_QUOTED = 64;

  private final Path folder;

  /** An attribute that cannot be used. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  SysfsFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether there is such an entry, of whatever kind. Drivers hide what they do not have. */
  boolean has(String name) {
    return Files.exists(folder.resolve(name));
  }

  /** The value without its last newline. */
  String text(String name) throws UnusableException {
    Path file = folder.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        throw new UnusableException(
            "attribute=" + name + (Files.exists(file) ? " is no regular file" : " is missing"));
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MAX_BYTES + 1);
      }
      if (bytes.length > MAX_BYTES) {
        throw new UnusableException(
            "attribute=" + name + " is too long: bytes=" + bytes.length + "+ limit=" + MAX_BYTES);
      }
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    } catch (IOException e) {
      throw new UnusableException("attribute=" + name + " cannot be read: " + quoted(e.toString()));
    }
  }

  /** The value as a decimal number. */
  long number(String name, long min, long max) throws UnusableException {
    String text = text(name);
    // Longer than any 64-bit number: the rest of a hostile text is not looked at.
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new UnusableException("attribute=" + name + " is no number: value=" + quoted(text));
    }
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw new UnusableException(
          "attribute=" + name + " is out of range: value=" + value + " range=" + min + ".." + max);
    }
    return value;
  }

  /** Foreign text made fit for one line of a log. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), MAX_QUOTED); i++) {
      char c = text.charAt(i);
      out.append(c < ' ' || c > '~' || c == '"' ? '?' : c);
    }
    return out.append(text.length() > MAX_QUOTED ? "...\"" : "\"").toString();
  }
}
