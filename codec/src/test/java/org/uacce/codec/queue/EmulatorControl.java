package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Tells the emulated device what to do, by the pipe that {@code uacce-emu --control} made, and
 * reads its answers. Only where there is one: on real hardware such tests are skipped.
 */
final class EmulatorControl {
  private static final String PIPE = System.getenv("UACCE_EMU_CONTROL");
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private EmulatorControl() {}

  /** The emulator does not know the command, or not with its present options. */
  static final class RefusedError extends AssertionError {
    private static final long serialVersionUID = 1L;

    RefusedError(String answer) {
      super(answer);
    }
  }

  /** For tests in which every completion waits for a {@code release}. */
  static void gateNeeded() throws IOException {
    needed();
    boolean gated = true;
    try {
      command("release 0");
    } catch (RefusedError e) {
      gated = false;
    }
    Assumptions.assumeTrue(
        gated, "completions are let through one by one: run under uacce-emu --gated");
  }

  static boolean present() {
    return PIPE != null && !PIPE.isEmpty();
  }

  static void needed() {
    Assumptions.assumeTrue(
        present(), "faults are given by an emulated device: run under uacce-emu --control=FILE");
  }

  /** Carries out one command; returns what it answered before its last line. */
  static synchronized String command(String line) throws IOException {
    Path log = Path.of(PIPE + ".log"); // grows with every answer
    long from = Files.size(log);
    try (RandomAccessFile pipe = new RandomAccessFile(PIPE, "rw")) {
      pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      String answer = tail(log, from);
      if (answer.endsWith("error: " + line + "\n")) {
        throw new RefusedError(answer);
      }
      if (answer.endsWith("ok: " + line + "\n")) {
        return answer.substring(0, answer.length() - line.length() - 5);
      }
      LockSupport.parkNanos(100_000);
    }
    throw new AssertionError("no answer: command=" + line);
  }

  private static String tail(Path log, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** How often the device has given a fault of this kind, ever. */
  static long given(String kind) throws IOException {
    Matcher given = Pattern.compile("kind=" + kind + " given=(\\d+)").matcher(command("sums"));
    return given.find() ? Long.parseLong(given.group(1)) : 0;
  }

  /** Waits until the device has given so many faults of the kind, ever. */
  static void awaitGiven(String kind, long count) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (given(kind) < count && System.nanoTime() < deadline) {
      LockSupport.parkNanos(20_000_000); // each look makes the log longer
    }
    assertThat(given(kind)).as("given: kind=%s", kind).isEqualTo(count);
  }

  /** A number of the line about all queues. */
  static long total(String name) throws IOException {
    Matcher total = Pattern.compile("total .*\\b" + name + "=(\\d+)").matcher(command("sums"));
    if (!total.find()) {
      throw new AssertionError("no such total: " + name);
    }
    return Long.parseLong(total.group(1));
  }
}
