package org.uacce.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small JVM with this one's class path, for what can be tried only once per JVM. */
public final class ChildJvm {
  /**
   * What became of it.
   *
   * @param exit of the process; above 128 it was killed by a signal
   * @param output standard output and standard error
   */
  public record Outcome(int exit, String output) {}

  private ChildJvm() {}

  /** The command that runs a main class with these JVM options. */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-CreateCoredumpOnCrash"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Runs a command to its end, at most a minute. */
  public static Outcome run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    return run(folder, command, Duration.ofMinutes(1));
  }

  /** Runs a command to its end. */
  public static Outcome run(Path folder, List<String> command, Duration most)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "child", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end within " + most + ": " + Files.readString(output));
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
