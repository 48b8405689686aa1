package org.uacce.bench;

import java.util.List;
import org.uacce.bench.BenchResult.Measured;

/**
 * A shuffle's time for a byte, computed: a core compresses it, a link carries what is left of it, a
 * core inflates it, one after the other. CPU and bytes are measured; that nothing overlaps, and
 * that the link is shared by as many cores as there are, is the model.
 *
 * @param cpuNanos for an uncompressed byte, both ways
 * @param share compressed of uncompressed size
 */
record BreakEven(String codec, double cpuNanos, double share) {
  private static final double EIGHT_TENTHS = 0.8;

  /** On the shuffle corpus, or null where the codec was not measured. */
  static BreakEven of(BenchResult result, String codec) {
    String corpus = Corpus.SHUFFLE.label();
    Measured written = result.cell(ForkContests.COMPRESS, corpus, codec);
    Measured read = result.cell(ForkContests.INFLATE, corpus, codec);
    if (written == null || read == null) {
      return null;
    }
    double nanos =
        1000 / result.megabytesPerSecond(written) + 1000 / result.megabytesPerSecond(read);
    return new BreakEven(codec, nanos, 1 / written.ratio());
  }

  /** Who is drawn and listed, as far as measured. */
  static List<BreakEven> all(BenchResult result) {
    return List.of(Contestant.LZ4, Contestant.ZSTD_1, Contestant.UACCE_1, Contestant.UACCE_ROWS)
        .stream()
        .map(codec -> of(result, codec.label()))
        .filter(one -> one != null)
        .toList();
  }

  /**
   * @param bandwidth for a core, bytes a nanosecond
   */
  double nanosAt(double bandwidth) {
    return cpuNanos + share / bandwidth;
  }

  /**
   * Below which bandwidth, in MB/s for a core, this codec takes less time than another: infinite
   * where it always does, 0 where it never does.
   */
  double bandwidthBelow(BreakEven other) {
    double extra = cpuNanos - other.cpuNanos;
    double saved = other.share - share;
    if (extra <= 0 && saved >= 0) {
      return Double.POSITIVE_INFINITY;
    }
    return extra > 0 && saved > 0 ? 1000 * saved / extra : 0;
  }

  /**
   * How many times as fast as a peer the row filter is at 0.8 of the bandwidth where the unfiltered
   * stream breaks even with lz4, or null.
   */
  static Double overAtEightTenths(BenchResult result, Contestant peer) {
    BreakEven rows = of(result, Contestant.UACCE_ROWS.label());
    BreakEven plain = of(result, Contestant.UACCE_1.label());
    BreakEven lz4 = of(result, Contestant.LZ4.label());
    BreakEven other = of(result, peer.label());
    if (rows == null || plain == null || lz4 == null || other == null) {
      return null;
    }
    double even = plain.bandwidthBelow(lz4) / 1000;
    if (even == 0) {
      return 0.0;
    }
    return Double.isInfinite(even)
        ? other.cpuNanos / rows.cpuNanos
        : other.nanosAt(EIGHT_TENTHS * even) / rows.nanosAt(EIGHT_TENTHS * even);
  }
}
