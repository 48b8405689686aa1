package org.uacce.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Another process that takes every queue there is, and at once each one that becomes free: on
 * uacce, whoever has opened the node has one. The kernel gives them back when the process ends.
 */
final class QueueHog implements AutoCloseable {
  private static final String TAKE_ALL =
      """
      take() {
        for node in "${UACCE_DEVICE_FOLDER:-/dev}"/hisi_zip-*; do
          while exec {queue}<>"$node"; do taken=$((taken + 1)); done 2>/dev/null
        done
      }
      take
      echo $((taken))
      until read -r -t 0.02 _; do take; done
      """;

  private final Process process;
  private final int queues;

  QueueHog() throws IOException {
    process =
        new ProcessBuilder("bash", "-c", TAKE_ALL)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("Cannot take the device's queues: bash ended without a word");
    }
    queues = Integer.parseInt(line);
  }

  /** How many it had at first. */
  int queues() {
    return queues;
  }

  @Override
  public void close() {
    kill();
  }

  /** {@code kill -9}; returns when it has ended. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
