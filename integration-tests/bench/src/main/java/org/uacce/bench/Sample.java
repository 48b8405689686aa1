package org.uacce.bench;

/**
 * One pass of one peer.
 *
 * @param units what the pass worked on, as in {@link Contest}
 * @param result bytes that came out
 * @param cpuNanos CPU time of the measuring thread alone; the collector's and the compilers'
 *     threads are not in it
 * @param allocatedBytes heap that the thread allocated
 * @param wallNanos what a clock on the wall has counted, or 0 where it was not looked at
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
    long allocatedBytes,
    long wallNanos) {
  static final String CSV_HEADER =
      "question,corpus,level,peer,round,units,result,cpuNanos,allocatedBytes,wallNanos";

  /** A pass of which only the thread's time counts. */
  Sample(
      String question,
      String corpus,
      int level,
      String peer,
      int round,
      long units,
      long result,
      long cpuNanos,
      long allocatedBytes) {
    this(question, corpus, level, peer, round, units, result, cpuNanos, allocatedBytes, 0);
  }

  /** The same pass under another name or with another time. */
  Sample with(String otherPeer, long otherNanos) {
    return new Sample(
        question,
        corpus,
        level,
        otherPeer,
        round,
        units,
        result,
        otherNanos,
        allocatedBytes,
        wallNanos);
  }

  Sample withQuestion(String other) {
    return new Sample(
        other, corpus, level, peer, round, units, result, cpuNanos, allocatedBytes, wallNanos);
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
        Long.toString(allocatedBytes),
        Long.toString(wallNanos));
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
        Long.parseLong(field[8]),
        Long.parseLong(field[9]));
  }

  double nanosPerUnit() {
    return (double) cpuNanos / units;
  }
}
