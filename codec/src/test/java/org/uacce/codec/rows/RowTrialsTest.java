package org.uacce.codec.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowTrialsTest {
  private static final int FULL = 256 << 10;

  private final RowTrials trials = new RowTrials();

  /** The numbers of the blocks that are tried; the filter loses from block {@code losing} on. */
  private List<Integer> tried(int blocks, int losing) {
    List<Integer> tried = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      if (trials.isDue(FULL, FULL)) {
        trials.ended(i < losing);
        tried.add(i);
      }
    }
    return tried;
  }

  @Test
  void trialsAreFartherApartWhenTheyEndAlike() {
    assertThat(tried(500, 500)).containsExactly(0, 32, 96, 224, 352, 480);
    assertThat(trials.filteredLost()).isFalse();
  }

  @Test
  void trialsAreCloseAgainWhenOneEndsDifferently() {
    assertThat(tried(500, 200)).containsExactly(0, 32, 96, 224, 256, 320, 448);
    assertThat(trials.filteredLost()).isTrue();
  }

  @Test
  void anotherTrialIsDueWhenOneNeverEnds() {
    assertThat(trials.isDue(FULL, FULL)).isTrue();
    for (int i = 1; i < RowRules.LEAST_TRIAL_DISTANCE; i++) {
      assertThat(trials.isDue(FULL, FULL)).isFalse();
    }
    assertThat(trials.isDue(FULL, FULL)).isTrue();
  }

  @Test
  void smallBlocksAreNeitherTriedNorCounted() {
    for (int i = 0; i < 100; i++) {
      assertThat(trials.isDue(FULL / RowRules.TRIAL_PART - 1, FULL)).isFalse();
    }
    assertThat(trials.isDue(FULL / RowRules.TRIAL_PART, FULL)).isTrue();
  }

  @Test
  void kindsAreRememberedApartWhenTheirWordsVaryDifferently() {
    RowShape shape = new RowShape(4, 5, 0, 0, 0, 0);
    RowTrials wide = RowTrials.of(new RowKind(shape, -1));
    RowTrials narrow = RowTrials.of(new RowKind(shape, -2));
    wide.ended(false);
    assertThat(RowTrials.of(new RowKind(shape, -1)).filteredLost()).isTrue();
    assertThat(narrow.filteredLost()).isFalse();
  }
}
