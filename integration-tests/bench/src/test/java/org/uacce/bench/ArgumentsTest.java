package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.Arguments.Option;
import org.uacce.bench.Arguments.UsageException;

class ArgumentsTest {
  private static final List<Option> OPTIONS = List.of(Option.QUICK, Option.SEED, Option.ONLY);

  @TempDir Path folder;

  @Test
  void valuesAreThoseGivenWhenTheyAreKnown() {
    Arguments given = of("out", "--quick", "--seed", "-5", "--only", "a b");
    assertThat(given.path(0)).isEqualTo(Path.of("out"));
    assertThat(given.has(Option.QUICK)).isTrue();
    assertThat(given.number(Option.SEED, 1)).isEqualTo(-5);
    assertThat(given.seed()).isEqualTo(-5);
    assertThat(given.text(Option.ONLY, "")).isEqualTo("a b");
  }

  @Test
  void othersServeWhenNothingIsGiven() {
    Arguments given = of("out");
    assertThat(given.has(Option.QUICK)).isFalse();
    assertThat(given.number(Option.SEED, 7)).isEqualTo(7);
    assertThat(given.text(Option.ONLY, "all")).isEqualTo("all");
    assertThat(given.pathOrNull(Option.ONLY)).isNull();
    assertThat(given.seed()).isBetween(0L, (1L << 30) - 1);
  }

  @Test
  void messageNamesWhatIsKnownWhenAnOptionIsNot() {
    // Another program's, a beginning of a known one, no value, no number, two.
    for (String[] wrong :
        List.of(
            new String[] {"out", "--hybrid"},
            new String[] {"out", "--qui"},
            new String[] {"out", "--only"},
            new String[] {"out", "--seed", "x"},
            new String[] {"out", "--seed", "1", "--seed", "2"})) {
      assertThatThrownBy(() -> of(wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("Cannot run: arguments=[out, ")
          .hasMessageContaining("cause=")
          .hasMessageEndingWith("known=--quick,--seed N,--only REGEX");
    }
  }

  @Test
  void messageNamesThePlacesWhenOneIsMissingOrTooMany() {
    for (String[] wrong : List.of(new String[] {"--quick"}, new String[] {"out", "more"})) {
      assertThatThrownBy(() -> of(wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("needed=[FOLDER]")
          .hasMessageEndingWith("known=--quick,--seed N,--only REGEX");
    }
  }

  @Test
  void programsEndWithTwoWhenTheirArgumentsAreWrong() throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      String out = folder.toString();
      assertThat(Bench.run(out, "--hybrid")).isEqualTo(Arguments.WRONG);
      assertThat(CompareDevice.run(out, "emulator", "--no-jobs")).isEqualTo(Arguments.WRONG);
      assertThat(CompareDevice.run(out)).isEqualTo(Arguments.WRONG);
      assertThat(CompareDevice.run(out, "emulator", "--hybrid", "--depths"))
          .isEqualTo(Arguments.WRONG);
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).startsWith("Cannot run: arguments="));
  }

  private static Arguments of(String... args) {
    return Arguments.of(args, List.of("FOLDER"), OPTIONS);
  }
}
