package org.uacce.codec.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.ChildJvm;
import org.uacce.codec.TierUnderTest;

/** What {@code bufferPool.maxBytes} counts for an object is what it takes. */
class NativeObjectsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  @Test
  void everyObjectTakesWhatIsCountedForIt() throws Exception {
    ChildJvm.Outcome outcome =
        ChildJvm.run(
            folder,
            ChildJvm.command(List.of("-Xms128m", "-XX:+AlwaysPreTouch"), NativeObjectsProbe.class));
    assertThat(outcome.exit()).as(outcome.output()).isZero();
    List<String[]> kinds =
        outcome.output().lines().map(line -> line.split(" ")).filter(l -> l.length == 3).toList();
    assertThat(kinds).as(outcome.output()).hasSize(11);
    for (String[] kind : kinds) {
      long counted = Long.parseLong(kind[1]);
      assertThat(Long.parseLong(kind[2]))
          .as("bytes of a %s", kind[0])
          .isBetween(counted * 95 / 100, counted * 101 / 100);
    }
  }
}
