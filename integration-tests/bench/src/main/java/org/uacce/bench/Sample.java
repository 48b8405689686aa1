package org.uacce.bench;

/**
 * One pass of one peer.
 *
 * @param units what the pass worked on, as in {@link Contest}
 * @param result bytes that came out
 * @param cpuNanos CPU time of the measuring thread alone; the collector's and the compilers'
 *     threads are not in it
 * @param allocatedBytes heap that the thread allocated
 */
record Sample(
    String question,
    String corpus,
    int level,
    String peer,
    int round,
    long units,
    long result,
    long cpuNanos,
    long allocatedBytes) {
  static final String CSV_HEADER =
      "question,corpus,level,peer,round,units,result,cpuNanos,allocatedBytes";

  /** The same pass under another name or with another time. */
  Sample with(String otherPeer, long otherNanos) {
    return new Sample(
        question, corpus, level, otherPeer, round, units, result, otherNanos, allocatedBytes);
  }

  Sample withQuestion(String other) {
    return new Sample(other, corpus, level, peer, round, units, result, cpuNanos, allocatedBytes);
  }

  String csv() {
    return String.join(
        ",",
        question,
        corpus,
        Integer.toString(level),
        peer,
        Integer.toString(round),
        Long.toString(units),
        Long.toString(result),
        Long.toString(cpuNanos),
        Long.toString(allocatedBytes));
  }

  static Sample parse(String line) {
    String[] field = line.split(",", -1);
    return new Sample(
        field[0],
        field[1],
        Integer.parseInt(field[2]),
        field[3],
        Integer.parseInt(field[4]),
        Long.parseLong(field[5]),
        Long.parseLong(field[6]),
        Long.parseLong(field[7]),
        Long.parseLong(field[8]));
  }

  double nanosPerUnit() {
    return (double) cpuNanos / units;
  }
}
