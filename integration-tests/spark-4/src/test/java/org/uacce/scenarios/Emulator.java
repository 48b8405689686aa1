package org.uacce.scenarios;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
  static synchronized String command(String line) throws IOException {
    Path log = Path.of(PIPE + ".log");
    long from = Files.size(log);
    try (RandomAccessFile pipe = new RandomAccessFile(PIPE, "rw")) {
      pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String good = "ok: " + line + "\n";
    String[] answer = {""};
    Patience.await(
        "an answer to " + line,
        () -> {
          answer[0] = textFrom(log, from);
          return answer[0].endsWith(good) || answer[0].endsWith("error: " + line + "\n");
        });
    if (!answer[0].endsWith(good)) {
      throw new IllegalArgumentException(answer[0]);
    }
    return answer[0].substring(0, answer[0].length() - good.length());
  }

  private static String textFrom(Path log, long from) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Jobs that the devices have taken so far, faulty ones too. */
  static long jobs() throws IOException {
    return total("jobs");
  }

  /** Queues that are open now, whoever has them. */
  static long queuesHeld() throws IOException {
    return total("queues_held");
  }

  private static long total(String name) throws IOException {
    Matcher total = Pattern.compile("total .*\\b" + name + "=(\\d+)").matcher(command("sums"));
    if (!total.find()) {
      throw new IllegalStateException("no such total: " + name);
    }
    return Long.parseLong(total.group(1));
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
