package org.uacce.scenarios;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** A running {@link CodecProgram}. */
final class CodecChild implements AutoCloseable {
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  /**
   * @param limits what bash is to run first, such as {@code ulimit -n 64}
   * @param options of the codec, as {@code key=value}
   */
  CodecChild(String limits, String... options) throws IOException, URISyntaxException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", limits + "; exec \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(
        Cluster.classesOfTheTests()
            + File.pathSeparator
            + AllJarTest.jar()
            + File.pathSeparator
            + Path.of(
                LoggerFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    command.add(CodecProgram.class.getName());
    command.addAll(List.of(options));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a command that takes its time; {@link #answer} waits for its end. */
  void begin(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  /** A command's number: for most the blocks that the device compressed meanwhile. */
  long answer() throws IOException {
    Patience.await("an answer", () -> answers.ready() || !process.isAlive());
    String line = answers.readLine();
    if (line == null) {
      throw new AssertionError("the JVM has ended: status=" + process.onExit().join().exitValue());
    }
    return Long.parseLong(line);
  }

  long ask(String command) throws IOException {
    begin(command);
    return answer();
  }

  /** {@code kill -9}. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
