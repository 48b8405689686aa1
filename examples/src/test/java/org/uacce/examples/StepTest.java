package org.uacce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepTest {
  @ParameterizedTest
  @ValueSource(strings = {"shuffle", "parquet:write:uacce", "text:read:stock"})
  void isSpelledAsItWasParsed(String text) {
    assertThat(Step.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sort", "shuffle:read:stock", "parquet", "text:read", "text:copy:stock"})
  void isRefusedWhenItIsNoStep(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Step.parse(text));
  }
}
