package org.uacce.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A JVM that runs one of the programs here. What it prints is the caller's to read, what it logs
 * goes to a file. It ends when it is closed, and when this JVM is gone.
 */
final class ChildJvm implements AutoCloseable {
  private static final int TAIL_LINES = 40;
  private static final long GRACE_SECONDS = 10;

  private final String name;
  private final Path log;
  private final Process process;
  private final BufferedReader output;

  private ChildJvm(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * @param name of the log file
   * @param heap as {@code -Xmx} takes it
   * @param options more of the JVM
   */
  static ChildJvm start(
      String name,
      Path logs,
      String classPath,
      String heap,
      List<String> options,
      Class<?> program,
      List<String> args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    command.add("-Xmx" + heap);
    command.add("-D" + ParentWatch.PROPERTY + "=true");
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, program.getName()));
    command.addAll(args);
    Path log = Files.createDirectories(logs).resolve(name + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    // Whatever the host calls itself, nothing here leaves the loopback interface.
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().putAll(OwnExecutor.environment(logs.resolveSibling("spark-home")));
    return new ChildJvm(name, log, builder.start());
  }

  /** The next line that the program prints; null when it prints no more. */
  String line() throws IOException {
    return output.readLine();
  }

  /**
   * Waits for the program's end.
   *
   * @throws IOException if it failed; the message ends with the last lines of the log
   */
  void finish() throws IOException, InterruptedException {
    int status = process.waitFor();
    if (status != 0) {
      throw failure("status=" + status);
    }
  }

  IOException failure(String fact) throws IOException {
    List<String> lines = Files.readAllLines(log);
    List<String> tail = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
    return new IOException(
        "Cannot finish %s: %s log=%s, which ends with:%n%s"
            .formatted(name, fact, log, String.join(System.lineSeparator(), tail)));
  }

  /** Ends the program: by the end of its standard input, else by force. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    boolean ended = false;
    try {
      ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
    output.close();
  }
}
