package org.uacce.codec.doctor;

import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.engine.TierProbe;

/** Whether each software engine gives back what it was given; and how quick those are. */
final class EngineCheck {
  static final String GROUP = "engines";

  private static final int[] BLOCK_BYTES = {1, 4_000, 64 << 10, 256 << 10};

  private EngineCheck() {}

  /**
   * @param binding null without the native library
   * @param curve null without measuring
   */
  static List<Finding> look(Binding binding, Sample sample, SpeedCurve curve) {
    List<Finding> found = new ArrayList<>();
    found.add(Finding.ok(GROUP, "versions", TierProbe.versions(binding)));
    List<TierProbe> tiers = TierProbe.all(binding);
    for (TierProbe tier : tiers) {
      String fault = null;
      for (int i = 0; i < BLOCK_BYTES.length && fault == null; i++) {
        fault = tier.faultOrNull(sample.block(BLOCK_BYTES[i]));
      }
      found.add(
          fault == null
              ? Finding.ok(GROUP, tier.name(), "compresses and inflates right")
              : Finding.problem(GROUP, tier.name(), Cause.ENGINE_WRONG, fault, null));
      if (fault == null && curve != null) {
        curve.measure(tier);
      }
    }
    return found;
  }
}
