package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * How long the sweep over sizes and depths takes, and of what.
 *
 * @param sizes of blocks in bytes, and {@code depths} in blocks, with commas between them
 */
record DepthSweep(int rounds, long warmUpMillis, String sizes, String depths) {
  /** About a minute. */
  static final DepthSweep FULL =
      new DepthSweep(31, 8_000, "4096,16384,65536,262144,1048576", "1,2,4,8,16,32,64");

  /** About ten seconds. */
  static final DepthSweep QUICK = new DepthSweep(7, 3_000, "4096,65536,1048576", "1,4,16,64");

  private static final String HEAP = "768m";

  /**
   * Appends the samples of {@link MeasureDepths}.
   *
   * @param emulator as {@link InlineDevice#built} says
   */
  void measure(Path emulator, Path folder, Path csv, long seed)
      throws IOException, InterruptedException {
    InlineDevice.run(
        emulator,
        folder,
        "null,replay",
        MeasureDepths.class,
        HEAP,
        csv.toAbsolutePath().toString(),
        Long.toString(seed),
        Integer.toString(rounds),
        Long.toString(warmUpMillis),
        sizes,
        depths);
  }
}
