package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program of this class path in a JVM of its own, with what Spark needs opened. */
final class Jvm {
  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private Jvm() {}

  static void run(Class<?> program, String heap, String... arguments)
      throws IOException, InterruptedException {
    run(program, of(program, heap, List.of(), arguments));
  }

  /**
   * The process that is still to be started, for who has to change its environment.
   *
   * @param options of the JVM, more than what is usual
   */
  static ProcessBuilder of(
      Class<?> program, String heap, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).inheritIO();
  }

  static void run(Class<?> program, ProcessBuilder process)
      throws IOException, InterruptedException {
    int exit = process.start().waitFor();
    if (exit != 0) {
      throw new IOException(
          "Cannot go on: program=" + program.getSimpleName() + " exit=" + exit + "; see above");
    }
  }
}
