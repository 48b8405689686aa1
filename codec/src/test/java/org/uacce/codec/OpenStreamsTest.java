package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 3 200 open streams of rows that do not shrink, in a JVM with 512 MiB. */
class OpenStreamsTest {
  @TempDir Path folder;

  private static long fact(String output, String name) {
    Matcher matcher = Pattern.compile("^" + name + "=(\\d+)$", Pattern.MULTILINE).matcher(output);
    assertThat(matcher.find()).as("%s in %s", name, output).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void openStreamsStayWithinTheBoundAndCloseCorrectly() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.run(folder, ChildJvm.command(List.of("-Xmx512m"), OpenStreamsProbe.class));
    String output = outcome.output();
    assertThat(outcome.exit()).as(output).isZero();
    assertThat(output).contains("equal=true");
    long bound = fact(output, "bound");
    assertThat(bound).isBetween(24L << 20, 26L << 20);
    assertThat(fact(output, "most")).isBetween(bound * 3 / 4, bound * 7 / 8);
    assertThat(fact(output, "cutEarly")).isPositive();
    assertThat(fact(output, "afterClose")).isZero();
    // The heap holds what was written, with the room a growing array has, the bound, 512 B a
    // stream, and the objects of streams and JVM: some 20 MB.
    long allowed = 2 * fact(output, "sunk") + bound + 3200 * 512 + (20 << 20);
    assertThat(fact(output, "used")).isLessThan(allowed);
  }
}
