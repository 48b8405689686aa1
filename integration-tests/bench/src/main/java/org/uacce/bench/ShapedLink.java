package org.uacce.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * How fast the loopback device of a {@link NetworkNamespace} is. Of two executors with a core each,
 * half of what is shuffled stays where it was written and the other half shares the link, so that
 * the link's whole rate is what {@link BreakEven} calls the bandwidth of a core.
 */
enum ShapedLink {
  /** 31 MB/s: far below where bytes weigh as much as cycles. */
  SLOW(250),

  /**
   * 75 MB/s. The unfiltered stream breaks even with lz4 at 90 to 160 MB/s in runs of this benchmark
   * on x86-64, and the target is to hold up to 0.8 of that.
   */
  EVEN(600),

  /** 250 MB/s: beyond that bandwidth, where there is no target. */
  FAST(2000),

  /** As the kernel has it: memory is the only limit. */
  UNSHAPED(0);

  private final int megabits;

  ShapedLink(int megabits) {
    this.megabits = megabits;
  }

  /** A second, or 0 for no limit. */
  int megabits() {
    return megabits;
  }

  static String label(int megabits) {
    return megabits == 0 ? "unshaped" : megabits + " Mbit/s";
  }

  /** The least that so many bytes take on it. */
  long leastNanos(long bytes) {
    return megabits == 0 ? 0 : bytes * 8000 / megabits;
  }

  /**
   * The command that gives loopback this rate in the namespace of the calling process.
   *
   * <p>The burst is four times the largest packet of loopback, 64 KiB: smaller ones would be cut.
   * 50 ms are longer than a sender's own limit of bytes in the queue, so that nothing is dropped.
   */
  List<String> command() {
    List<String> device = List.of("tc", "qdisc", "replace", "dev", "lo", "root");
    List<String> rate =
        megabits == 0
            ? List.of("noqueue")
            : List.of("tbf", "rate", megabits + "mbit", "burst", "256kb", "latency", "50ms");
    return Stream.concat(device.stream(), rate.stream()).toList();
  }
}
