package org.uacce.codec.rows;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which blocks are compressed both ways, and what came of it, by the kind of their rows in the
 * whole JVM, since streams are often only a few blocks long: the first block of a kind, and then
 * one in {@value RowRules#LEAST_TRIAL_DISTANCE}; each time that a trial ends as the one before it
 * the next is twice as far away, up to {@value RowRules#MOST_TRIAL_DISTANCE}. Any thread.
 */
public final class RowTrials {
  private static final ConcurrentHashMap<RowKind, RowTrials> BY_KIND = new ConcurrentHashMap<>();

  /** Blocks until the next trial; below 0 while the one whose turn it was is on its way. */
  private final AtomicInteger left = new AtomicInteger();

  private int distance;
  private volatile boolean filteredLost;

  RowTrials() {}

  static RowTrials of(RowKind kind) {
    if (BY_KIND.size() >= RowRules.MOST_KINDS) {
      BY_KIND.clear();
    }
    return BY_KIND.computeIfAbsent(kind, key -> new RowTrials());
  }

  /**
   * Whether this block is to be compressed both ways.
   *
   * @param fullBytes of a full block
   */
  public boolean isDue(int blockBytes, int fullBytes) {
    if (blockBytes < fullBytes / RowRules.TRIAL_PART || left.getAndDecrement() != 0) {
      return false;
    }
    // A trial that fails for another reason never ends, and must not be the last one.
    left.set(RowRules.LEAST_TRIAL_DISTANCE - 1);
    return true;
  }

  /** Reports a trial; the blocks up to the next one follow it. */
  public synchronized void ended(boolean filteredIsSmaller) {
    boolean asBefore = distance > 0 && filteredLost == !filteredIsSmaller;
    distance =
        asBefore
            ? Math.min(2 * distance, RowRules.MOST_TRIAL_DISTANCE)
            : RowRules.LEAST_TRIAL_DISTANCE;
    filteredLost = !filteredIsSmaller;
    left.set(distance - 1);
  }

  /** Whether the last trial says to leave the rows as they are. */
  public boolean filteredLost() {
    return filteredLost;
  }
}
