package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

  private static final String NAME = "host's share beside an accelerator";

  private static final String HEAP = "768m";

  /**
   * As {@link #measure}, for who goes on without it.
   *
   * @param emulatorOrNull null: it could not be built
   * @param absent receives the reason where there are no samples
   */
  void measureOrSay(Path emulatorOrNull, Path folder, Path csv, long seed, List<Absent> absent)
      throws InterruptedException {
    if (emulatorOrNull == null || !InlineDevice.isBuilt(emulatorOrNull)) {
      absent.add(
          new Absent(
              NAME,
              "skipped: no emulated accelerator; building it needs cmake and a C compiler, path="
                  + emulatorOrNull));
      return;
    }
    System.out.println("measuring the " + NAME + " that costs nothing");
    try {
      measure(emulatorOrNull, folder, csv, seed);
    } catch (IOException e) {
      System.out.println(e.getMessage());
      absent.add(new Absent(NAME, e.getMessage()));
    }
  }

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
