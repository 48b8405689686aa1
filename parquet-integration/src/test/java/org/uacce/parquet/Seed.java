package org.uacce.parquet;

import java.util.Random;

/** Fresh data in every run, printed, and repeatable with {@code -Duacce.seed=N}. */
final class Seed {
  private Seed() {}

  static Random random(String purpose) {
    String fixed = System.getProperty("uacce.seed", "");
    long seed = fixed.isEmpty() ? new Random().nextLong() : Long.parseLong(fixed);
    System.out.println(purpose + ": -Duacce.seed=" + seed);
    return new Random(seed);
  }
}
