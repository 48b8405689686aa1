package org.uacce.codec.queue;

/**
 * When pending jobs are worth a doorbell. A device that has enough to do loses nothing when the
 * next jobs gather first; one that runs dry, or somebody who waits, gets them at once.
 *
 * @param batch so many pending jobs are always worth one; at least 1
 * @param lowWater while fewer jobs than this are in flight, one pending job is; at least 1
 */
record RingingRule(int batch, int lowWater) {
  RingingRule {
    if (batch < 1 || lowWater < 1) {
      throw new IllegalArgumentException(
          "Cannot ring by this rule: batch=" + batch + " lowWater=" + lowWater + " least=1");
    }
  }

  /**
   * Whether to ring now.
   *
   * @param awaited whether somebody waits for one of the pending jobs
   */
  boolean rings(int pending, int inFlight, boolean awaited) {
    return pending > 0 && (awaited || inFlight < lowWater || pending >= batch);
  }
}
