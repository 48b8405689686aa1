package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.format.BgzfHeader;

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
        Arguments.of(Flavour.GZIP, List.of("pigz", "-dc")),
        Arguments.of(Flavour.GZIP, python("gzip", "decompress")),
        Arguments.of(Flavour.BGZF, List.of("zcat")),
        Arguments.of(Flavour.BGZF, List.of("pigz", "-dc")),
        Arguments.of(Flavour.BGZF, List.of("bgzip", "-dc")),
        Arguments.of(Flavour.BGZF, python("gzip", "decompress")),
        Arguments.of(Flavour.DEFLATE, python("zlib", "decompress")));
  }

  static Stream<Arguments> writers() {
    return Stream.of(
        Arguments.of(Flavour.GZIP, List.of("gzip", "-9c")),
        Arguments.of(Flavour.GZIP, List.of("pigz", "-c")),
        Arguments.of(Flavour.GZIP, List.of("bgzip", "-c")),
        Arguments.of(Flavour.GZIP, python("gzip", "compress")),
        Arguments.of(Flavour.BGZF, List.of("pigz", "-c")),
        Arguments.of(Flavour.BGZF, List.of("bgzip", "-c")),
        Arguments.of(Flavour.DEFLATE, python("zlib", "compress")));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void programReadsWhatWeWrite(Flavour flavour, List<String> command) throws Exception {
    Random random = Seed.random(command);
    byte[] data = TestData.JSON.bytes(3_000_001, random);
    assertThat(run(command, Flavour.write(flavour.ours(), data, random))).isEqualTo(data);
  }

  @Test
  void bgzipFindsWhatWeWriteWhole() throws Exception {
    Random random = Seed.random("bgzip -t");
    byte[] data = TestData.JSON.bytes(3_000_001, random);
    byte[] file = Flavour.write(Flavour.BGZF.ours(), data, random);
    assertThat(run(List.of("bgzip", "-t"), file)).isEmpty();
    assertThat(Arrays.copyOfRange(file, file.length - 28, file.length))
        .as("as bgzip ends its files")
        .isEqualTo(run(List.of("bgzip", "-c"), new byte[0]));
  }

  /** The record of a limit: such readers are to be kept away from files of several members. */
  @Test
  void pythonsZlibStopsBehindTheFirstMember() throws Exception {
    Random random = Seed.random("first member");
    byte[] data = TestData.JSON.bytes(300_001, random);
    String program =
        "import sys, zlib as z\nd = z.decompressobj(31)\n"
            + "sys.stdout.buffer.write(d.decompress(sys.stdin.buffer.read()))";
    List<String> command = List.of("python3", "-c", program);
    assertThat(run(command, Flavour.write(Flavour.GZIP.ours(), data, random))).isEqualTo(data);
    assertThat(run(command, Flavour.write(Flavour.BGZF.ours(), data, random)))
        .isEqualTo(Arrays.copyOf(data, 65_280));
  }

  /** As sockets do, which give what has arrived and know of no more. */
  @Test
  void javasReaderBefore23StopsBehindTheFirstMemberWhereNothingIsAvailable() throws IOException {
    byte[] data = TestData.JSON.bytes(300_001, Seed.random("available"));
    byte[] file = Flavour.write(Flavour.BGZF.ours(), data, Seed.random("available pieces"));
    assertThat(Flavour.BGZF.jdkRead(file)).as("as a file").isEqualTo(data);
    int first = BgzfHeader.memberBytes(file, 0, file.length);
    InputStream socket =
        new ByteArrayInputStream(file) {
          @Override
          public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, pos < first ? Math.min(length, first - pos) : length);
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };
    try (InputStream in = new GZIPInputStream(socket)) {
      assertThat(in.readAllBytes())
          .hasSize(Runtime.version().feature() < 23 ? 65_280 : data.length);
    }
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
