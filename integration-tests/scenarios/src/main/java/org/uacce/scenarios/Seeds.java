package org.uacce.scenarios;

import java.util.Random;

/** Random data that a failed run can be repeated with, and counts that CI runs 1 % of. */
final class Seeds {
  private static final long SEED = seed();

  private Seeds() {}

  private static long seed() {
    String given = System.getProperty("uacce.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.println("uacce.seed=" + seed + " (repeat with -Duacce.seed=" + seed + ")");
    return seed;
  }

  /** The same sequence from every call in every JVM with the same seed. */
  static Random random() {
    return new Random(SEED);
  }

  /** All of a campaign's count, or a hundredth of it. */
  static int count(int campaign) {
    return Boolean.getBoolean("uacce.campaign") ? campaign : Math.max(1, campaign / 100);
  }
}
