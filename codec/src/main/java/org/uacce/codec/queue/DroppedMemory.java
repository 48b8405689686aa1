package org.uacce.codec.queue;

import java.lang.ref.Cleaner;

/**
 * Gives back what streams hold that are dropped without {@code close()}, as Spark does with those
 * of killed tasks. A net, not a plan: whoever closes does not wait for it. One daemon thread for
 * the whole codec.
 */
public final class DroppedMemory {
  private static final Cleaner CLEANER = Cleaner.create();

  private DroppedMemory() {}

  /**
   * Runs {@code giveBack} once: when the result is cleaned, or after {@code owner} was collected.
   *
   * @param giveBack must not refer to {@code owner}; runs on the cleaning caller's thread or on
   *     ours
   */
  public static Cleaner.Cleanable register(Object owner, Runnable giveBack) {
    return CLEANER.register(owner, giveBack);
  }
}
