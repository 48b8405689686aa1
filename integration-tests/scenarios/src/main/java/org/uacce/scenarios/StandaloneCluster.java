package org.uacce.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A Master and Workers on the loopback address, each a JVM of its own as on a real cluster, on
 * ports that are free. The applications come by {@link Application}.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern MASTER =
      Pattern.compile("Starting Spark master at (spark://\\S+:\\d+)");

  private final Path folder;
  private final List<Daemon> daemons = new ArrayList<>();
  private final String url;

  /**
   * @param name of the folder below Maven's target folder that all of it is written to; what an
   *     earlier run left there is deleted
   */
  StandaloneCluster(String name) throws IOException {
    folder = Path.of(name).toAbsolutePath();
    FileUtils.deleteDirectory(folder.toFile());
    Files.createDirectories(folder);
    Daemon master =
        start(
            "master",
            List.of(),
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    url = master.awaitLine(MASTER).group(1);
  }

  /** For {@code --master}. */
  String url() {
    return url;
  }

  /**
   * Starts a Worker without waiting for it; {@link #awaitWorkers} does.
   *
   * @param first what is to start its JVM, if anything
   * @param cores tasks that its executors may run at a time, in all
   */
  void startWorker(String name, int cores, List<String> first) throws IOException {
    start(
        name,
        first,
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            "4g",
            "--work-dir",
            workFolder(name).toString(),
            url));
  }

  void awaitWorkers() throws IOException {
    for (Daemon worker : daemons.subList(1, daemons.size())) {
      worker.awaitLine(Pattern.compile("Successfully registered with master"));
    }
  }

  private Path workFolder(String worker) {
    return folder.resolve(worker + "-work");
  }

  /** What all executors of a Worker have logged so far, of all applications. */
  String executorLogs(String worker) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(workFolder(worker))) {
      for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
        all.append(Files.readString(log));
      }
    }
    return all.toString();
  }

  private Daemon start(String name, List<String> first, String mainClass, List<String> args)
      throws IOException {
    Path log = folder.resolve(name + ".log");
    Daemon daemon =
        new Daemon(
            name,
            log,
            SparkHome.command(Jdk.running(), first, mainClass, args)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    daemons.add(daemon);
    return daemon;
  }

  /** Ends the Workers, whose executors end with them, and then the Master. */
  @Override
  public void close() {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      Processes.end(daemons.get(i).process);
    }
  }

  private record Daemon(String name, Path log, Process process) {
    Daemon {
      Processes.endWithThisJvm(process);
    }

    /** Waits until it has logged a line of this form. */
    Matcher awaitLine(Pattern pattern) throws IOException {
      Matcher[] found = new Matcher[1];
      Patience.await(
          () -> name + " logged " + pattern + ", see " + log,
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("The " + name + " has ended, see " + log);
            }
            found[0] = pattern.matcher(Files.readString(log));
            return found[0].find();
          });
      return found[0];
    }
  }
}
