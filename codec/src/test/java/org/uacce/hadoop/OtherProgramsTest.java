package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;

/** Programs that know neither Java nor us, in both directions. */
@Tag("every-tier")
class OtherProgramsTest {
  private static final String PYTHON = "import sys, %s as z\ni, o = sys.stdin.buffer, sys.stdout";

  @TempDir Path folder;

  @BeforeAll
  static void engine() {
    TierUnderTest.check();
  }

  static Stream<Arguments> readers() {
    return Stream.of(
        Arguments.of(Flavour.GZIP, List.of("gzip", "-dc")),
        Arguments.of(Flavour.GZIP, python("gzip", "decompress")),
        Arguments.of(Flavour.DEFLATE, python("zlib", "decompress")));
  }

  static Stream<Arguments> writers() {
    return Stream.of(
        Arguments.of(Flavour.GZIP, List.of("gzip", "-9c")),
        Arguments.of(Flavour.GZIP, python("gzip", "compress")),
        Arguments.of(Flavour.DEFLATE, python("zlib", "compress")));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void programReadsWhatWeWrite(Flavour flavour, List<String> command) throws Exception {
    Random random = Seed.random(command);
    byte[] data = TestData.JSON.bytes(3_000_001, random);
    assertThat(run(command, Flavour.write(flavour.ours(), data, random))).isEqualTo(data);
  }

  @ParameterizedTest
  @MethodSource("writers")
  void weReadWhatProgramWrites(Flavour flavour, List<String> command) throws Exception {
    Random random = Seed.random(command);
    byte[] data = TestData.JSON.bytes(3_000_001, random);
    assertThat(Flavour.read(flavour.ours(), run(command, data), random)).isEqualTo(data);
  }

  private static List<String> python(String module, String function) {
    return List.of(
        "python3",
        "-c",
        PYTHON.formatted(module) + ".buffer\no.write(z." + function + "(i.read()))");
  }

  private byte[] run(List<String> command, byte[] input) throws IOException, InterruptedException {
    Assumptions.assumeTrue(installed(command.get(0)), () -> "not installed: " + command.get(0));
    Path in = Files.write(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as("exit status of %s", command).isZero();
    return Files.readAllBytes(out);
  }

  private static boolean installed(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
