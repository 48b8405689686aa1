package org.uacce.bench;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.uacce.codec.binding.NativeLibraryLoader;
import org.uacce.codec.queue.Discovery;

/**
 * An emulated accelerator in the JVM that uses it, which works on the thread that rings its
 * doorbell and on no other ({@code native/emulator/shim_bed.h}): what is measured beside it is the
 * host's share alone. The starting JVM calls {@link #run}, the started one everything else.
 */
final class InlineDevice {
  private static final Object[] NO_ARGUMENTS = {};

  private InlineDevice() {}

  /** Where the build has put the emulator: {@code native/target/cmake/<architecture>/emulator}. */
  static Path built(Path root) {
    String architecture = System.getProperty("os.arch").equals("amd64") ? "x86-64" : "aarch64";
    return root.resolve("native/target/cmake").resolve(architecture).resolve("emulator");
  }

  static boolean isBuilt(Path emulator) {
    return Files.isRegularFile(library(emulator)) && Files.isRegularFile(shim(emulator));
  }

  private static Path library(Path emulator) {
    return emulator.resolve("inline/libuacce_zip.so");
  }

  private static Path shim(Path emulator) {
    return emulator.resolve("libuacce_emu_shim.so");
  }

  /**
   * Runs a program in a JVM with a device of its own.
   *
   * @param emulator as {@link #built} says
   * @param folder for the device's files while the program runs, and what the program prints
   * @param options of the machine, as {@code UACCE_EMU_OPTIONS}
   * @param heap initial and largest, for example {@code 1g}
   */
  static void run(
      Path emulator,
      Path folder,
      String options,
      Class<?> program,
      String heap,
      String... arguments)
      throws IOException, InterruptedException {
    Path classes = Files.createTempDirectory(folder, "class");
    Path devices = Files.createTempDirectory(folder, "dev");
    try {
      ProcessBuilder jvm =
          Jvm.of(
              program,
              heap,
              List.of(
                  property(NativeLibraryLoader.PATH_PROPERTY, library(emulator)),
                  property(Discovery.CLASS_FOLDER_PROPERTY, classes),
                  property(Discovery.DEVICE_FOLDER_PROPERTY, devices)),
              arguments);
      Map<String, String> environment = jvm.environment();
      environment.put("LD_PRELOAD", shim(emulator).toRealPath().toString());
      environment.put("UACCE_EMU_OPTIONS", "inline," + options);
      environment.put("UACCE_CLASS_FOLDER", classes.toString());
      environment.put("UACCE_DEVICE_FOLDER", devices.toString());
      // A test runner talks through its standard output, and has lent it to nobody.
      jvm.redirectOutput(Redirect.appendTo(folder.resolve("device.log").toFile()));
      Jvm.run(program, jvm);
    } finally {
      Files.deleteIfExists(classes);
      Files.deleteIfExists(devices);
    }
  }

  private static String property(String name, Path path) throws IOException {
    return "-D" + name + "=" + path.toRealPath();
  }

  /** Whether this JVM has such a device. */
  static boolean isHere() {
    return System.getenv("UACCE_EMU_OPTIONS") != null;
  }

  /** Time that all threads have spent in the device so far. */
  static long busyNanos() {
    return Calls.BUSY.invokeLong(NO_ARGUMENTS);
  }

  /** A line of the emulator's commands, such as {@code rate 100000000} or {@code clear}. */
  static void command(String line) {
    int result = Calls.COMMAND.invokeInt(new Object[] {line});
    if (result != 0) {
      throw new IllegalArgumentException(
          "Cannot command the device: line=\"" + line + "\" errno=" + -result);
    }
  }

  /** The shim is loaded before the JVM, so its functions are the process's. */
  private static final class Calls {
    static final Function BUSY = NativeLibrary.getProcess().getFunction("emu_shim_busy_ns");
    static final Function COMMAND = NativeLibrary.getProcess().getFunction("emu_shim_command");
  }
}
