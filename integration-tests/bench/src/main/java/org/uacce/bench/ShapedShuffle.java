package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * Runs {@link ShuffleJobs} where the link between its executors can be shaped.
 *
 * @param launchers to be tried, see {@link NetworkNamespace}
 * @param data what {@link BenchData} left
 * @param folder for an installation of Spark with the executors' logs in it
 * @param csv that is written
 */
record ShapedShuffle(
    List<List<String>> launchers, Path data, Path folder, Path csv, int rounds, int warmUpRounds) {
  /** In the report. */
  static final String NAME = "shuffle over a shaped network";

  private static final String HEAP = "512m";

  /** However slow the machine: a whole run takes some five minutes. */
  private static final long PATIENCE_MINUTES = 30;

  /**
   * @throws IOException where no network can be shaped, or the jobs failed, with the reason
   */
  List<ShuffleCosts> run() throws IOException, InterruptedException {
    NetworkNamespace namespace = NetworkNamespace.find(launchers);
    Files.deleteIfExists(csv);
    ProcessBuilder jobs =
        Jvm.of(
            ShuffleJobs.class,
            HEAP,
            // The driver is not measured, and is not to take a core of the executors'.
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            data.toAbsolutePath().toString(),
            csv.toAbsolutePath().toString(),
            Integer.toString(rounds),
            Integer.toString(warmUpRounds));
    // Another installation's are not for this one.
    jobs.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    jobs.environment().putAll(layOut());
    Process process = jobs.command(namespace.command(jobs.command())).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "ends the shuffles"));
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IOException(
            "hung: minutes=" + PATIENCE_MINUTES + "; see the executors' logs in " + folder);
      }
    } finally {
      // Its executors end with it.
      process.destroyForcibly().waitFor();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "failed: exit="
              + process.exitValue()
              + "; see above, and the executors' logs in "
              + folder);
    }
    return ShuffleCosts.of(
        Files.readAllLines(csv).stream().skip(1).map(ShuffleCosts.Run::parse).toList());
  }

  /**
   * What a Worker asks for before it starts an executor; the executors' classes come by their class
   * path. Returns the environment.
   */
  private Map<String, String> layOut() throws IOException {
    FileUtils.deleteDirectory(folder.toFile());
    Files.createDirectories(folder.resolve("jars"));
    Files.writeString(folder.resolve("RELEASE"), "");
    return Map.of(
        "JAVA_HOME",
        System.getProperty("java.home"),
        "SPARK_HOME",
        folder.toAbsolutePath().toString(),
        "SPARK_SCALA_VERSION",
        "2.13",
        "SPARK_LOCAL_IP",
        "127.0.0.1");
  }
}
