package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CauseTest {
  private static Finding problem(Cause cause) {
    return Finding.problem("group", cause.name(), cause, "text", null);
  }

  @Test
  void exitCodesAreDistinctAndLeftToNobodyElse() {
    List<Integer> codes = Arrays.stream(Cause.values()).map(Cause::exitCode).toList();
    // 1 and 2 are the program's, 40 and up those of cat, 126 and up the shell's.
    assertThat(codes).doesNotHaveDuplicates().isSorted().allMatch(code -> code > 2 && code < 40);
  }

  @Test
  void lowestCodeIsTheExitCodeWhenSeveralThingsAreInTheWay() {
    Diagnosis diagnosis =
        new Diagnosis(
            List.of(
                problem(Cause.GZIP_CODEC),
                Finding.ok("group", "good", "text"),
                problem(Cause.NOEXEC),
                problem(Cause.NO_DEVICE)),
            false,
            false,
            List.of());
    assertThat(diagnosis.exitCode()).isEqualTo(Cause.NOEXEC.exitCode());
    assertThat(diagnosis.first().cause()).isEqualTo(Cause.NOEXEC);
  }

  @Test
  void zeroMeansThatTheAcceleratorWorksOrIsNotWanted() {
    List<Finding> good = List.of(Finding.ok("group", "good", "text"));
    assertThat(new Diagnosis(good, true, false, List.of()).exitCode()).isZero();
    assertThat(new Diagnosis(good, false, true, List.of()).exitCode()).isZero();
    assertThat(new Diagnosis(good, false, false, List.of()).exitCode()).isEqualTo(1);
    assertThat(new Diagnosis(List.of(problem(Cause.GZIP_CODEC)), true, false, List.of()).exitCode())
        .isEqualTo(Cause.GZIP_CODEC.exitCode());
  }

  @Test
  void everyFindingIsOneLineWhateverItsTextHolds() {
    Finding finding = Finding.ok("group", "name", "one\n\n  two\r\nthree").with("fact", "a\nb");
    assertThat(new Diagnosis(List.of(finding), true, false, List.of()).text("1"))
        .contains("one two three fact=a b\n");
  }

  @Test
  void nextStepIsTheCausesWhenTheFindingHasNone() {
    assertThat(problem(Cause.ISOLATED).nextStep()).isEqualTo(Cause.ISOLATED.nextStep());
    assertThat(Finding.problem("g", "n", Cause.ISOLATED, "a=1; b=2; do this").nextStep())
        .isEqualTo("do this");
  }
}
