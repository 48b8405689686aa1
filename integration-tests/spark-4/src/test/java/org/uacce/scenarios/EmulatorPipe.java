package org.uacce.scenarios;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders for one running {@code uacce-emu --control=pipe}. Any thread. */
record EmulatorPipe(Path pipe) {
  /**
   * Carries out one command of {@code uacce-emu --help}.
   *
   * @return the answer's lines but the last, which repeats the command
   */
  synchronized String command(String line) throws IOException {
    Path log = Path.of(pipe + ".log");
    long from = Files.size(log);
    try (RandomAccessFile orders = new RandomAccessFile(pipe.toFile(), "rw")) {
      orders.write((line + "\n").getBytes(StandardCharsets.UTF_8));
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

  /** A number of the line that sums up all queues, such as {@code queues_held}. */
  long total(String name) throws IOException {
    Matcher total = Pattern.compile("total .*\\b" + name + "=(\\d+)").matcher(command("sums"));
    if (!total.find()) {
      throw new IllegalStateException("no such total: " + name);
    }
    return Long.parseLong(total.group(1));
  }
}
