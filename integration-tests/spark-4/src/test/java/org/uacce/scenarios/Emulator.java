package org.uacce.scenarios;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.uacce.codec.Accelerator;
import org.uacce.codec.AcceleratorDevice;

/**
 * Orders for the emulated devices, by the pipe of {@code uacce-emu --control}. Every command is
 * answered before its method returns.
 */
final class Emulator {
  private static final String PIPE = System.getenv("UACCE_EMU_CONTROL");
  private static final EmulatorPipe DEVICES = present() ? new EmulatorPipe(Path.of(PIPE)) : null;
  private static final Pattern FAULT = Pattern.compile("kind=(\\S+) given=(\\d+)");

  private Emulator() {}

  static boolean present() {
    return PIPE != null && !PIPE.isEmpty();
  }

  /** The names of all devices that may be used now. */
  static List<String> devices() {
    return Accelerator.devices().stream()
        .filter(AcceleratorDevice::usable)
        .map(AcceleratorDevice::name)
        .toList();
  }

  /**
   * Carries out one command of {@code uacce-emu --help}.
   *
   * @return the answer's lines but the last, which repeats the command
   */
  static String command(String line) throws IOException {
    return DEVICES.command(line);
  }

  /** Jobs that the devices have taken so far, faulty ones too. */
  static long jobs() throws IOException {
    return DEVICES.total("jobs");
  }

  /** Queues that are open now, whoever has them. */
  static long queuesHeld() throws IOException {
    return DEVICES.total("queues_held");
  }

  /** How often each kind of fault was given so far. */
  static Map<String, Long> given() throws IOException {
    Map<String, Long> given = new TreeMap<>();
    Matcher fault = FAULT.matcher(command("sums"));
    while (fault.find()) {
      given.put(fault.group(1), Long.parseLong(fault.group(2)));
    }
    return given;
  }
}
