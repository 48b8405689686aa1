package org.uacce.bench;

import java.io.IOException;
import java.util.List;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;

/**
 * The way into the library and back: calls that it refuses at their first argument, so that nothing
 * but the way is measured.
 */
public class NativeCall extends Trial {
  private static final int CALLS = 100_000;

  @Override
  List<Contest> contests(int bytes) throws IOException {
    Binding binding = RawBlocks.binding();
    return List.of(
        new Contest(
            "call",
            "none",
            0,
            CALLS,
            List.of(
                new Peer("2 arguments", () -> twoArguments(binding)),
                new Peer("6 arguments", () -> sixArguments(binding)))));
  }

  private static long twoArguments(Binding binding) {
    for (int i = 0; i < CALLS; i++) {
      binding.unmapBuffer(0, 0);
    }
    return 0;
  }

  private static long sixArguments(Binding binding) {
    long sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += binding.compress(0, Ending.FINAL, 0, 0, 0, 0);
    }
    return sum;
  }
}
