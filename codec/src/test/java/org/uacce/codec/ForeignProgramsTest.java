package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs that people open our files with: gzip and Python, in both directions. */
@EveryTier
class ForeignProgramsTest {
  @TempDir Path folder;

  private static final String PYTHON =
      "import sys,gzip,zlib\n"
          + "how,source,target=sys.argv[1:]\n"
          + "data=open(source,'rb').read()\n"
          + "out={'gzip -d':gzip.decompress,'gzip':lambda d:gzip.compress(d,6),"
          + "'zlib -d':zlib.decompress,'zlib':lambda d:zlib.compress(d,6)}[how](data)\n"
          + "open(target,'wb').write(out)\n";

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(TestData.TEXT, 0, 6),
        Arguments.of(TestData.TEXT, 1, 1),
        Arguments.of(TestData.JSON, 3 << 20, 6),
        Arguments.of(TestData.ROWS, 3 << 20, 1),
        Arguments.of(TestData.RANDOM, (2 << 20) + 1, 6));
  }

  private byte[] run(byte[] input, String... command) throws Exception {
    Path in = Files.write(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Files.deleteIfExists(out);
    Path errors = folder.resolve("errors");
    List<String> words =
        Stream.of(command)
            .map(
                word -> word.equals("<") ? in.toString() : word.equals(">") ? out.toString() : word)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
    if (!words.contains(out.toString())) {
      builder.redirectInput(in.toFile()).redirectOutput(out.toFile());
    }
    Process process;
    try {
      process = builder.start();
    } catch (IOException absent) {
      Assumptions.abort(command[0] + " is not on this machine: " + absent.getMessage());
      return null;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllBytes(out);
  }

  @ParameterizedTest
  @MethodSource("files")
  void gzipReadsOursAndWeReadItsOwn(TestData kind, int size, int level) throws Exception {
    Random random = Seed.random("gzip " + kind + size);
    byte[] data = kind.bytes(size, random);
    CodecConfig config = Codecs.file(level);
    byte[] ours = Codecs.member(data, DeflateFormat.GZIP, config, random);
    assertThat(run(ours, "gzip", "-dc")).isEqualTo(data);
    byte[] theirs = run(data, "gzip", "-c");
    assertThat(Codecs.unmembered(theirs, DeflateFormat.GZIP, config, random)).isEqualTo(data);
    assertThat(Codecs.unwhole(theirs, size, config)).isEqualTo(data);
  }

  @ParameterizedTest
  @MethodSource("files")
  void pythonReadsOursAndWeReadItsOwn(TestData kind, int size, int level) throws Exception {
    Random random = Seed.random("python " + kind + size);
    byte[] data = kind.bytes(size, random);
    CodecConfig config = Codecs.file(level);
    for (DeflateFormat format : DeflateFormat.values()) {
      String how = format == DeflateFormat.GZIP ? "gzip" : "zlib";
      byte[] ours = Codecs.member(data, format, config, random);
      assertThat(run(ours, "python3", "-c", PYTHON, how + " -d", "<", ">")).isEqualTo(data);
      byte[] theirs = run(data, "python3", "-c", PYTHON, how, "<", ">");
      assertThat(Codecs.unmembered(theirs, format, config, random)).isEqualTo(data);
    }
  }
}
