package org.uacce.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.uacce.codec.Accelerator;

/**
 * What a Worker is started by, so that its executors, and nobody else, meet an emulated
 * accelerator: one host of a mixed cluster.
 */
record EmulatedWorker(List<String> command, EmulatorPipe orders) {
  private static final Map<String, String> FOLDERS =
      Map.of("amd64", "x86-64", "aarch64", "aarch64");

  /** From the folder that Maven runs the tests in. */
  private static final Path PROGRAM =
      Path.of(
              "../../../native/target/cmake",
              FOLDERS.getOrDefault(System.getProperty("os.arch"), "none"),
              "emulator/uacce-emu")
          .toAbsolutePath()
          .normalize();

  /** {@code uacce-emu}'s status where the kernel forbids what it needs. */
  private static final int FORBIDDEN = 77;

  /** Why none can be started here; null if one can. */
  static String refusal() throws IOException {
    if (Accelerator.isAvailable()) {
      return "this host has accelerators of its own: " + Accelerator.devices();
    }
    if (!Files.isExecutable(PROGRAM)) {
      return "not built: " + PROGRAM;
    }
    Process tried =
        new ProcessBuilder(PROGRAM.toString(), "--", "true")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    int status = tried.onExit().join().exitValue();
    if (status != 0 && status != FORBIDDEN) {
      throw new IOException("Cannot try the emulator: status=" + status + " program=" + PROGRAM);
    }
    return status == 0 ? null : "uacce-emu cannot run on this kernel";
  }

  /**
   * @param control where the emulator makes its pipe
   */
  static EmulatedWorker at(Path control) throws IOException {
    Files.deleteIfExists(control);
    Files.deleteIfExists(Path.of(control + ".log"));
    return new EmulatedWorker(
        List.of(PROGRAM.toString(), "--control=" + control, "--"), new EmulatorPipe(control));
  }
}
