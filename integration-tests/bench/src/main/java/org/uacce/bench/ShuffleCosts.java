package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a shuffle between two executors took under one codec at one rate of the link between them.
 *
 * @param megabits of the link a second, or 0 for no limit
 * @param cpuSeconds of all tasks
 * @param shuffleBytes written, by all tasks
 * @param remoteBytes of them read from the other executor
 * @param overLz4 times as fast on the wall as Spark's lz4 in the same round
 * @param overZstd1 times as fast on the wall as Spark's zstd 1 in the same round
 */
record ShuffleCosts(
    int megabits,
    String codec,
    int rounds,
    Spread wallSeconds,
    Spread cpuSeconds,
    long shuffleBytes,
    long remoteBytes,
    Spread overLz4,
    Spread overZstd1) {

  /** One shuffle; {@code cpuNanos} are of all tasks. */
  record Run(
      int round,
      ShapedLink link,
      String codec,
      long wallNanos,
      long cpuNanos,
      long shuffleBytes,
      long remoteBytes) {
    static final String CSV_HEADER = "round,link,codec,wallNanos,cpuNanos,shuffleBytes,remoteBytes";

    /** A name that no other run of its JVM has. */
    String job() {
      return job(round, link, codec);
    }

    static String job(int round, ShapedLink link, String codec) {
      return round + " " + link + " " + codec;
    }

    Run with(StageSums.Sum sum) {
      return new Run(
          round, link, codec, wallNanos, sum.cpuNanos(), sum.shuffleBytes(), sum.remoteBytes());
    }

    String csv() {
      return String.join(
          ",",
          Integer.toString(round),
          link.name(),
          codec,
          Long.toString(wallNanos),
          Long.toString(cpuNanos),
          Long.toString(shuffleBytes),
          Long.toString(remoteBytes));
    }

    static Run parse(String line) {
      String[] field = line.split(",", -1);
      return new Run(
          Integer.parseInt(field[0]),
          ShapedLink.valueOf(field[1]),
          field[2],
          Long.parseLong(field[3]),
          Long.parseLong(field[4]),
          Long.parseLong(field[5]),
          Long.parseLong(field[6]));
    }
  }

  /** One for each rate and codec of the runs, rates together. */
  static List<ShuffleCosts> of(List<Run> runs) {
    List<ShuffleCosts> costs = new ArrayList<>();
    for (ShapedLink link : ShapedLink.values()) {
      List<Run> ofLink = runs.stream().filter(run -> run.link() == link).toList();
      for (String codec : CodecOfJob.labels()) {
        List<Run> some = ofLink.stream().filter(run -> run.codec().equals(codec)).toList();
        if (!some.isEmpty()) {
          costs.add(of(link, codec, some, ofLink));
        }
      }
    }
    return costs;
  }

  private static ShuffleCosts of(ShapedLink link, String codec, List<Run> runs, List<Run> all) {
    return new ShuffleCosts(
        link.megabits(),
        codec,
        runs.size(),
        spread(runs, Run::wallNanos, 1e9),
        spread(runs, Run::cpuNanos, 1e9),
        (long) spread(runs, Run::shuffleBytes, 1).median(),
        (long) spread(runs, Run::remoteBytes, 1).median(),
        over(runs, all, Contestant.LZ4),
        over(runs, all, Contestant.ZSTD_1));
  }

  private static Spread spread(List<Run> runs, ToLongFunction<Run> value, double unit) {
    return Spread.of(runs.stream().mapToDouble(run -> value.applyAsLong(run) / unit));
  }

  /** Of rounds, not of medians: what slows the machine for a while meets both. */
  private static Spread over(List<Run> runs, List<Run> all, Contestant peer) {
    return Spread.of(
        runs.stream()
            .mapToDouble(
                run ->
                    all.stream()
                            .filter(other -> other.codec().equals(peer.label()))
                            .filter(other -> other.round() == run.round())
                            .mapToLong(Run::wallNanos)
                            .sum()
                        / (double) run.wallNanos()));
  }

  /** As the goals and the table ask for it. */
  Spread over(Contestant peer) {
    return peer == Contestant.LZ4 ? overLz4 : overZstd1;
  }
}
