package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The transitions of a slot are these and no others. */
class SlotStateTest {
  @Test
  void onlyTheListedTransitionsAreLegal() {
    Set<String> legal = new TreeSet<>();
    for (SlotState from : SlotState.values()) {
      for (SlotState to : SlotState.values()) {
        if (from.mayBecome(to)) {
          legal.add(from + ">" + to);
        }
      }
    }
    assertThat(legal)
        .containsExactlyInAnyOrder(
            "FREE>FILLING",
            "FILLING>PENDING",
            "FILLING>FREE",
            "PENDING>SUBMITTED",
            "PENDING>ABANDONED",
            "PENDING>LOST",
            "SUBMITTED>DONE",
            "SUBMITTED>ABANDONED",
            "SUBMITTED>LOST",
            "DONE>FREE",
            "ABANDONED>FREE",
            "ABANDONED>LOST");
  }
}
