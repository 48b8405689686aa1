package org.uacce.guides;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the blocks of a page in one bash, in their order, as a reader pastes them. */
final class Shell {
  /** A page starts a handful of JVMs; with all of a busy machine's neighbours they take a while. */
  private static final long LIMIT_MINUTES = 8;

  private static final String MARK = "::block::";

  private Shell() {}

  /**
   * What the blocks came to.
   *
   * @param status of the shell, which ends with the first command that fails
   * @param outputs of each block that was begun, errors among them
   */
  record Result(int status, List<String> outputs) {}

  static Result run(Path folder, Map<String, String> environment, List<String> blocks)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder("set -euo pipefail\n");
    for (String block : blocks) {
      // On a line of its own, whatever the last command left behind.
      script.append("printf '\\n%s\\n' ").append(MARK).append('\n').append(block);
    }
    Path output = folder.resolve("output.log");
    Path file = Files.writeString(folder.resolve("page.sh"), script);
    ProcessBuilder builder =
        new ProcessBuilder("bash", file.toString())
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException("not within " + LIMIT_MINUTES + " min: " + Files.readString(output));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), outputs(Files.readString(output)));
  }

  private static List<String> outputs(String all) {
    List<String> parts = new ArrayList<>(List.of(all.split(MARK + "\n", -1)));
    parts.remove(0);
    return parts;
  }

  /** What bash finds wrong with a text that it does not run; empty: nothing. */
  static String complaints(String text) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(text);
    }
    String complaints = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return complaints;
  }
}
