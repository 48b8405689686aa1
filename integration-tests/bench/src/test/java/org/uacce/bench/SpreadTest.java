package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quartilesLieBetweenValuesWhenTheyFallBetween() {
    assertThat(Spread.of(DoubleStream.of(4, 1, 3, 2))).isEqualTo(new Spread(1.75, 2.5, 3.25));
  }

  @Test
  void medianIsTheValueWhenThereIsOne() {
    assertThat(Spread.of(DoubleStream.of(7))).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void geometricMeanIsSmallerThanArithmetic() {
    assertThat(Spread.geometricMean(new double[] {1, 4})).isCloseTo(2, within(1e-12));
  }
}
