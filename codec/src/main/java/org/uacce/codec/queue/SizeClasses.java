package org.uacce.codec.queue;

/**
 * The sizes that buffers come in: four to a power of two, which keeps the waste below a quarter.
 */
final class SizeClasses {
  /** The smallest class: four pages, so that every quarter step is whole pages. */
  private static final int SMALLEST_BYTES = 16 << 10;

  private static final int CLASSES_PER_DOUBLING = 4;

  static final int COUNT = 17 * CLASSES_PER_DOUBLING;

  private SizeClasses() {}

  /** The smallest class that holds {@code bytes}. */
  static int of(int bytes) {
    if (bytes <= SMALLEST_BYTES) {
      return 0;
    }
    // The largest power of two below it, and how many quarters of that are missing.
    int doublings =
        Integer.numberOfLeadingZeros(SMALLEST_BYTES) - Integer.numberOfLeadingZeros(bytes - 1);
    int base = SMALLEST_BYTES << doublings;
    int step = base / CLASSES_PER_DOUBLING;
    return doublings * CLASSES_PER_DOUBLING + (bytes - base + step - 1) / step;
  }

  /** Bytes of the buffers of a class. */
  static int capacity(int sizeClass) {
    int base = SMALLEST_BYTES << (sizeClass / CLASSES_PER_DOUBLING);
    return base + base / CLASSES_PER_DOUBLING * (sizeClass % CLASSES_PER_DOUBLING);
  }
}
