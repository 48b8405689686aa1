package org.uacce.examples;

/**
 * What Spark, the Parquet footers or the files themselves say about bytes; nothing of ours counts
 * here.
 *
 * @param before uncompressed bytes
 * @param after the same bytes compressed
 */
record Volume(long before, long after) {
  static final Volume NONE = new Volume(0, 0);

  Volume plus(Volume other) {
    return new Volume(before + other.before, after + other.after);
  }

  /** Uncompressed over compressed; 0 if nothing was compressed. */
  double ratio() {
    return after == 0 ? 0 : (double) before / after;
  }
}
