package org.uacce.examples;

import java.util.Locale;

/** Whose codec a JVM uses. */
enum Codec {
  /** Ours; our jar is on the class path. */
  UACCE,
  /** What Spark, Hadoop and Parquet bring; nothing of ours is on the class path. */
  STOCK;

  /** As arguments, folders and the table spell it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Codec of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
