package org.uacce.bench;

import java.util.List;
import java.util.Locale;
import org.uacce.bench.BenchResult.Measured;
import org.uacce.bench.DepthCase.Way;

/**
 * What a thread pays for a block at one size and depth.
 *
 * @param depth blocks under way
 * @param nanos thread CPU time a block, without the device's own
 * @param doorbells for submissions, a block
 * @param allocated heap bytes a block
 */
record HostCost(
    Way way, int blockBytes, int depth, Spread nanos, double doorbells, double allocated) {
  /** What the questions of the sweep begin with. */
  static final String QUESTION = "host.depth.";

  private static final String PEER = "under way: ";

  static String peer(int depth) {
    return PEER + depth;
  }

  /** A size as options and tables write it. */
  static String size(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + "m" : (bytes >> 10) + "k";
  }

  private static int bytes(String size) {
    int number = Integer.parseInt(size.substring(0, size.length() - 1));
    return size.endsWith("m") ? number << 20 : number << 10;
  }

  /** Of a run's cells those of the sweep. */
  static List<HostCost> of(List<Measured> cells) {
    return cells.stream()
        .filter(cell -> cell.question().startsWith(QUESTION))
        .filter(cell -> !cell.peer().endsWith(HostClock.DEVICE))
        .map(HostCost::of)
        .toList();
  }

  private static HostCost of(Measured cell) {
    Way way = Way.valueOf(cell.question().substring(QUESTION.length()).toUpperCase(Locale.ROOT));
    return new HostCost(
        way,
        bytes(cell.corpus()),
        Integer.parseInt(cell.peer().substring(PEER.length())),
        cell.cpuNanos(),
        way.onDevice() ? 1 / cell.ratio() : 0,
        cell.allocatedBytes());
  }

  /** The one of a cell that was measured. */
  static HostCost find(List<HostCost> costs, Way way, int blockBytes, int depth) {
    return costs.stream()
        .filter(cost -> cost.way == way && cost.blockBytes == blockBytes && cost.depth == depth)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot report: not measured, way="
                        + way
                        + " blockBytes="
                        + blockBytes
                        + " depth="
                        + depth));
  }

  /** From small to large. */
  static List<Integer> sizes(List<HostCost> costs) {
    return costs.stream().map(HostCost::blockBytes).distinct().sorted().toList();
  }

  double blocksASecond() {
    return 1e9 / nanos.median();
  }
}
