package org.uacce.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs in a network namespace of their own, with nothing in it but a loopback device
 * that they may shape; the machine's own network is not touched, and the namespace ends with the
 * last of them.
 *
 * @param launcher words before a command that start it in such a namespace
 */
record NetworkNamespace(List<String> launcher) {
  /** As root, and as anybody else where user namespaces are allowed. */
  static final List<List<String>> LAUNCHERS =
      List.of(
          List.of("unshare", "--net", "--"), List.of("unshare", "--map-root-user", "--net", "--"));

  private static final String LOOPBACK_UP = "ip link set lo up && exec \"$@\"";

  /** Of a failing command's words, in the report. */
  private static final int MOST_WORDS = 200;

  /**
   * The first that loopback could be shaped in.
   *
   * @throws IOException if there is none, with what each attempt said
   */
  static NetworkNamespace find(List<List<String>> launchers)
      throws IOException, InterruptedException {
    List<String> failures = new ArrayList<>();
    for (List<String> launcher : launchers) {
      NetworkNamespace namespace = new NetworkNamespace(launcher);
      try {
        run(namespace.command(ShapedLink.SLOW.command()));
        return namespace;
      } catch (IOException e) {
        failures.add(e.getMessage());
      }
    }
    throw new IOException(
        "skipped: no network namespace whose loopback can be shaped: "
            + String.join("; ", failures)
            + "; install iproute2 and util-linux, and run as root or allow user namespaces");
  }

  /** The same command, in a namespace of its own. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of("sh", "-c", LOOPBACK_UP, "sh"));
    command.addAll(program);
    return command;
  }

  /** Shapes loopback in the namespace of this process. */
  static void shape(ShapedLink link) throws IOException, InterruptedException {
    run(link.command());
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      String words = said.strip();
      String failed =
          String.join(" ", command)
              + ": exit="
              + exit
              + " "
              + words.substring(0, Math.min(MOST_WORDS, words.length()));
      // As a cell of a table has it.
      throw new IOException(failed.replaceAll("[\\s|]+", " "));
    }
  }
}
