package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.CodecOption.Purpose;

/** The program's {@code cat}, as a shell uses it. */
class FrameCatTest {
  private final byte[] plain = TestData.TEXT.bytes(300_000, Seed.random("cat"));
  @TempDir Path folder;

  /** What came of a command of bash; each byte of its output is a character of Latin 1. */
  private record Run(int exit, String out, String err) {}

  private byte[] frames() throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (FrameOutputStream out =
        new FrameOutputStream(frames, CodecConfig.defaults(Purpose.SHUFFLE), false)) {
      out.write(plain);
    }
    return frames.toByteArray();
  }

  /** The beginning of what was compressed. */
  private String text(int bytes) {
    return new String(plain, 0, bytes, StandardCharsets.ISO_8859_1);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  /**
   * @param command in which {@code doctor} is our program
   */
  private Run run(String command) throws Exception {
    String java =
        String.join(
            " ",
            "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
            "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp",
            "'" + System.getProperty("java.class.path") + "'",
            Doctor.class.getName());
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int exit =
        new ProcessBuilder("bash", "-c", "doctor() { " + java + " \"$@\"; }; " + command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    String errors =
        Files.readAllLines(err, StandardCharsets.UTF_8).stream()
            .filter(line -> !line.startsWith("SLF4J")) // these tests' class path has no provider
            .reduce("", (a, b) -> a + b + "\n");
    return new Run(exit, Files.readString(out, StandardCharsets.ISO_8859_1), errors);
  }

  @Test
  void filesAndStandardInputAreDecodedInTheOrderGiven() throws Exception {
    file("a", frames());
    file("empty", new byte[0]);
    Run run = run("doctor cat a empty - a < a");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().equals(text(plain.length).repeat(3))).as("three times the text").isTrue();
  }

  @Test
  void offsetIsNamedAndWhatIsBeforeItWrittenWhenTheInputIsDamaged() throws Exception {
    byte[] damaged = frames();
    int at = damaged.length * 3 / 4;
    damaged[at] ^= 0x40;
    file("damaged", damaged);
    Run run = run("doctor cat damaged");
    assertThat(run.exit()).as(run.err()).isEqualTo(FrameCat.MALFORMED);
    assertThat(run.err())
        .startsWith("Cannot decode shuffle frames: file=damaged offset=")
        .contains("reason=")
        .hasLineCount(1);
    assertThat(run.out().length()).isPositive().isLessThan(plain.length);
    assertThat(run.out()).isEqualTo(text(run.out().length()));
  }

  @Test
  void endIsNamedWhenTheInputIsCutShort() throws Exception {
    byte[] whole = frames();
    file("cut", Arrays.copyOf(whole, whole.length - 1));
    Run run = run("doctor cat < cut");
    assertThat(run.exit()).isEqualTo(FrameCat.MALFORMED);
    assertThat(run.err()).contains("file=standard input offset=" + (whole.length - 1));
  }

  @Test
  void otherBytesAreRefusedWhenTheyAreNoFrames() throws Exception {
    file("text", "no frames at all\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(run("doctor cat text").exit()).isEqualTo(FrameCat.MALFORMED);
  }

  @Test
  void fileIsNamedWhenItIsNotThere() throws Exception {
    Run run = run("doctor cat absent");
    assertThat(run.exit()).isEqualTo(FrameCat.UNREADABLE);
    assertThat(run.err()).contains("Cannot read: file=absent").hasLineCount(1);
  }

  @Test
  void nothingIsSaidWhenTheReaderHasHadEnough() throws Exception {
    file("a", frames());
    Run run = run("doctor cat a a a a | head -c 10; exit ${PIPESTATUS[0]}");
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(FrameCat.READER_GONE);
    assertThat(run.out()).isEqualTo(text(10));
  }
}
