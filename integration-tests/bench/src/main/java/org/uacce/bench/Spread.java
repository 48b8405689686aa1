package org.uacce.bench;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * Median and quartiles of some numbers.
 *
 * @param low first quartile
 * @param high third quartile
 */
record Spread(double low, double median, double high) {
  static Spread of(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return new Spread(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  private static double at(double[] sorted, double share) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("Cannot take a quantile: values=0");
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  static double geometricMean(double[] values) {
    return Math.exp(Arrays.stream(values).map(Math::log).average().orElse(Double.NaN));
  }
}
