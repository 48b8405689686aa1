package org.uacce.codec;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The one seed of this test JVM: drawn fresh and printed, or that of {@code -Duacce.seed=N} to
 * repeat a run.
 */
public final class Seed {
  private static final long VALUE = draw();

  private Seed() {}

  private static long draw() {
    String given = System.getProperty("uacce.seed", "");
    long seed = given.isEmpty() ? ThreadLocalRandom.current().nextLong() : Long.parseLong(given);
    System.out.println("seed=" + seed + "; repeat with -Duacce.seed=" + seed);
    return seed;
  }

  /** Numbers that depend on the seed and on what they are for, not on the order of the tests. */
  public static Random random(Object purpose) {
    return new Random(VALUE ^ 0x9e3779b97f4a7c15L * String.valueOf(purpose).hashCode());
  }

  /** A hundredth of a count, at least 1, unless this is the campaign. */
  public static int times(int campaign) {
    return Boolean.getBoolean("uacce.campaign") ? campaign : Math.max(1, campaign / 100);
  }
}
