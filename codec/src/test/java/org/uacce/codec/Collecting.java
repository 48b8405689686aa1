package org.uacce.codec;

import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Lets the collector run until what it has to bring about is there. */
public final class Collecting {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private Collecting() {}

  /** Fails when the condition does not hold within half a minute of collections. */
  public static void until(BooleanSupplier condition) throws InterruptedException {
    Cleaner cleaner = Cleaner.create();
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > DEADLINE_NANOS) {
        throw new AssertionError("not within 30 s of collections");
      }
      // A witness of its own: when it has been cleaned, one more collection has passed.
      CountDownLatch passed = new CountDownLatch(1);
      cleaner.register(new Object(), passed::countDown);
      System.gc();
      if (!passed.await(1, TimeUnit.SECONDS)) {
        Thread.onSpinWait();
      }
    }
  }
}
