package org.uacce.codec.rows;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which blocks are compressed both ways, and what came of it, by the kind of their rows: one block
 * in {@value RowRules#TRIAL_EVERY} of each kind, in the whole JVM, since streams are often only a
 * few blocks long. Any thread.
 */
public final class RowTrials {
  private static final ConcurrentHashMap<RowKind, RowTrials> BY_KIND = new ConcurrentHashMap<>();

  private final AtomicInteger blocks = new AtomicInteger();
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
    return blockBytes >= fullBytes / RowRules.TRIAL_PART
        && Math.floorMod(blocks.getAndIncrement(), RowRules.TRIAL_EVERY) == 0;
  }

  /** Reports a trial; the blocks up to the next one follow it. */
  public void ended(boolean filteredIsSmaller) {
    filteredLost = !filteredIsSmaller;
  }

  /** Whether the last trial says to leave the rows as they are. */
  public boolean filteredLost() {
    return filteredLost;
  }
}
