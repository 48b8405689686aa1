package org.uacce.examples;

import java.util.Locale;

/** Whether a job writes files or reads them. */
enum Direction {
  WRITE,
  READ;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Direction of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** Uncompressed bytes that our engines moved in this direction. */
  long through(EngineWork work) {
    return this == WRITE ? work.compressedBytes() : work.decompressedBytes();
  }
}
