package org.uacce.scenarios;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waiting for what another process does, by looking again and again until a deadline. */
final class Patience {
  private static final long LIMIT_SECONDS = 60;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Patience() {}

  /** Something to look at; it may fail, and the wait with it. */
  interface Condition<E extends Exception> {
    boolean holds() throws E;
  }

  /** As {@link #await(Supplier, Condition)}. */
  static <E extends Exception> long await(String what, Condition<E> condition) throws E {
    return await(() -> what, condition);
  }

  /**
   * Waits until the condition holds.
   *
   * @param what is waited for; asked if it is waited for in vain
   * @return how long that took, in milliseconds
   * @throws AssertionError if it does not within a minute
   */
  static <E extends Exception> long await(Supplier<String> what, Condition<E> condition) throws E {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
        throw new AssertionError("not within " + LIMIT_SECONDS + " s: " + what.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
