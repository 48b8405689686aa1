package org.uacce.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Gives every contestant JVMs of its own, one after the other and all of them again, so that what
 * changes on the machine meets all alike. A JVM that fails, crashes or hangs costs its contestant
 * that JVM's samples and nobody else anything.
 *
 * @param program like {@link MeasureFork}
 * @param data folder of the corpora
 * @param folder for logs
 * @param csv that samples are appended to
 * @param count of JVMs for each
 * @param sizes of streams, in KiB
 * @param java25 a launcher of Java 25 or later, or null
 * @param library25 folder with what only that JVM can load
 */
record Forks(
    Class<?> program,
    Path data,
    Path folder,
    Path csv,
    int count,
    long millis,
    long warmUpMillis,
    String sizes,
    Path java25,
    Path library25) {
  /** Rounds of different JVMs never have the same number, since rounds are what is compared. */
  private static final int ROUNDS_APART = 1000;

  private static final String HEAP = "1g";

  /** However slow the machine: the slowest contestant's least number of rounds takes a minute. */
  private static final long PATIENCE_MILLIS = 600_000;

  /** Of the log, in the report. */
  private static final int MOST_REASON = 200;

  /** Returns who failed, once for each contestant. */
  List<Absent> run(Collection<Contestant> contestants) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Absent> absent = new ArrayList<>();
    int all = count * contestants.size();
    int done = 0;
    for (int fork = 0; fork < count; fork++) {
      for (Contestant contestant : contestants) {
        long start = System.nanoTime();
        String reason =
            contestant.kind().onJava25() && java25 == null
                ? "skipped: no Java 25 on this machine; set JAVA25_HOME"
                : measure(contestant, done * ROUNDS_APART);
        done++;
        System.out.printf(
            Locale.ROOT,
            "[%d/%d] %s: %s%n",
            done,
            all,
            contestant.label(),
            reason == null ? (System.nanoTime() - start) / 1_000_000_000 + " s" : reason);
        if (reason != null
            && absent.stream().noneMatch(one -> one.peer().equals(contestant.label()))) {
          absent.add(new Absent(contestant.label(), reason));
        }
      }
    }
    return absent;
  }

  /** Returns why there are no samples, or null. */
  private String measure(Contestant contestant, int firstRound)
      throws IOException, InterruptedException {
    Path log = folder.resolve(contestant.name().toLowerCase(Locale.ROOT) + ".log");
    Process process = start(contestant, firstRound, log);
    try {
      if (!process.waitFor(millis + warmUpMillis + PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return "hung: no end after s=" + (millis + warmUpMillis + PATIENCE_MILLIS) / 1000;
      }
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue() == 0 ? null : reason(process.exitValue(), log);
  }

  private Process start(Contestant contestant, int firstRound, Path log) throws IOException {
    ProcessBuilder builder =
        Jvm.of(
            program,
            HEAP,
            List.of("-XX:ErrorFile=" + folder.resolve("crash-%p.log")),
            data.toString(),
            csv.toString(),
            contestant.name(),
            Integer.toString(firstRound),
            Long.toString(millis),
            Long.toString(warmUpMillis),
            sizes);
    if (contestant.kind().onJava25()) {
      List<String> command = builder.command();
      command.set(0, java25.toString());
      command.add(1, "--enable-native-access=ALL-UNNAMED");
      int path = command.indexOf("-cp") + 1;
      command.set(path, command.get(path) + ":" + library25 + "/*");
    }
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
        .start();
  }

  private static String reason(int exit, Path log) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains("Exception") || line.contains("Error"))
            .toList();
    String words = lines.isEmpty() ? "" : lines.get(lines.size() - 1).strip();
    return String.format(
        Locale.ROOT,
        "crashed: exit=%d %s",
        exit,
        words.substring(0, Math.min(MOST_REASON, words.length())).replace('|', '/'));
  }
}
