package org.uacce.scenarios;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@link Program} as a user runs it, by {@code spark-submit} in client mode, with our jar brought
 * in one of the ways that users have. It is given commands and answers each; see there.
 */
final class Application implements AutoCloseable {
  private static final long ANSWER_SECONDS = 180;

  /** How our jar comes to driver and executors. */
  enum Delivery {
    EXTRA_CLASS_PATH,
    JARS
  }

  private final Path log;
  private final Process process;
  private final Writer commands;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  /**
   * Submits and returns at once.
   *
   * @param name of its log file
   * @param conf wins over what is set for every application here: our codec, small heaps, loopback
   */
  Application(String name, Jdk jdk, String master, Delivery delivery, Map<String, String> conf)
      throws IOException {
    log = Files.createDirectories(Path.of("applications")).resolve(name + ".log").toAbsolutePath();
    List<String> arguments = new ArrayList<>(List.of("--master", master, "--name", name));
    if (delivery == Delivery.JARS) {
      arguments.addAll(List.of("--jars", SparkHome.ours().toString()));
    }
    settings(jdk, delivery, conf)
        .forEach((key, value) -> arguments.addAll(List.of("--conf", key + "=" + value)));
    arguments.addAll(List.of("--class", Program.class.getName(), SparkHome.programs().toString()));
    process =
        SparkHome.command(jdk, List.of(), "org.apache.spark.deploy.SparkSubmit", arguments)
            .redirectError(log.toFile())
            .start();
    Processes.endWithThisJvm(process);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "answers of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private static Map<String, String> settings(
      Jdk jdk, Delivery delivery, Map<String, String> conf) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.io.compression.codec", SharedSpark.OURS);
    settings.put("spark.driver.bindAddress", "127.0.0.1");
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.driver.memory", "512m");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("spark.executorEnv.JAVA_HOME", jdk.home().toString());
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.local.dir", SharedSpark.FOLDER.resolve("local").toString());
    settings.put("spark.sql.warehouse.dir", SharedSpark.FOLDER.resolve("warehouse").toString());
    settings.put("spark.scheduler.minRegisteredResourcesRatio", "1.0");
    if (delivery == Delivery.EXTRA_CLASS_PATH) {
      settings.put("spark.driver.extraClassPath", SparkHome.ours().toString());
      settings.put("spark.executor.extraClassPath", SparkHome.ours().toString());
    }
    settings.putAll(conf);
    return settings;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(Program.ANSWER) || line.startsWith(Program.FAILURE)) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      answers.add(Program.FAILURE + e);
    }
    answers.add(Program.FAILURE + "the driver has ended");
  }

  /** Carries out a command of {@link Program}; returns what it says by name. */
  Answer ask(String command) throws IOException, InterruptedException {
    begin(command);
    return answer();
  }

  /** Starts a command that takes its time; {@link #answer} waits for its end. */
  void begin(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  Answer answer() throws InterruptedException {
    String line = line();
    if (!line.startsWith(Program.ANSWER)) {
      throw new AssertionError(line + ", see " + log);
    }
    return Answer.of(line.substring(Program.ANSWER.length()));
  }

  /** Carries out a command that fails; returns the exception in its own words. */
  String askInVain(String command) throws IOException, InterruptedException {
    begin(command);
    String line = line();
    if (!line.startsWith(Program.FAILURE)) {
      throw new AssertionError("did not fail: " + command + ": " + line);
    }
    return line.substring(Program.FAILURE.length());
  }

  private String line() throws InterruptedException {
    String line = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no answer within " + ANSWER_SECONDS + " s, see " + log);
    }
    return line;
  }

  /** What a user sees of the driver, from its start. */
  String output() throws IOException {
    return Files.readString(log);
  }

  /** Lets the program end by itself, as all applications should; returns its exit status. */
  int finish() throws IOException, InterruptedException {
    commands.close();
    if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("not ended within " + ANSWER_SECONDS + " s, see " + log);
    }
    return process.exitValue();
  }

  /** {@code kill}, if it still runs. */
  @Override
  public void close() {
    Processes.end(process);
  }
}
