package org.uacce.scenarios;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.uacce.spark.UacceCompressionCodec;

/**
 * What stands for an installation of the Spark that this JVM's tests run on: a RELEASE file and
 * links to its jars, without any of ours, which users bring. Laid out once per JVM.
 */
final class SparkHome {
  static final Path FOLDER = Path.of("spark-home").toAbsolutePath();

  /** Of Master and Worker, which only start others. */
  private static final String DAEMON_MEMORY = "256m";

  private SparkHome() {}

  private static final class LaidOut {
    static final Path JARS = layOut();
  }

  /** The folder of Spark's jars. */
  static Path jars() {
    return LaidOut.JARS;
  }

  /** The jar that users put on their class paths. */
  static Path ours() {
    return location(UacceCompressionCodec.class);
  }

  /** A jar of these tests' programs, for {@code spark-submit}. */
  static Path programs() throws IOException {
    Path classes = location(SparkHome.class);
    if (Files.isRegularFile(classes)) {
      return classes;
    }
    Path jar = FOLDER.resolve("programs.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
    return jar;
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path layOut() {
    try {
      Path jars = Files.createDirectories(FOLDER.resolve("jars"));
      try (Stream<Path> old = Files.list(jars)) {
        for (Path link : old.toList()) {
          Files.delete(link);
        }
      }
      StringTokenizer classPath =
          new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
      while (classPath.hasMoreTokens()) {
        Path file = Path.of(classPath.nextToken());
        if (Files.isRegularFile(file) && !isOurs(file)) {
          Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
        }
      }
      Path conf = Files.createDirectories(FOLDER.resolve("conf"));
      try (InputStream logging = SparkHome.class.getResourceAsStream("application-log4j2.txt")) {
        Files.write(conf.resolve("log4j2.properties"), logging.readAllBytes());
      }
      Files.writeString(FOLDER.resolve("RELEASE"), "");
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lay out an installation: folder=" + FOLDER, e);
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("uacce-codec") || name.startsWith("jna-");
  }

  /**
   * A command as {@code bin/spark-class} makes it: Spark's own launcher reads the arguments and
   * answers with class path, JVM options and all.
   *
   * @param mainClass one of Spark's programs
   * @param first what is to start that command, if anything
   */
  static ProcessBuilder command(Jdk jdk, List<String> first, String mainClass, List<String> args)
      throws IOException {
    List<String> launcher = new ArrayList<>();
    launcher.add(Jdk.running().java().toString());
    launcher.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    launcher.add(jars().resolve("*").toString());
    launcher.addAll(List.of("org.apache.spark.launcher.Main", mainClass));
    launcher.addAll(args);
    ProcessBuilder asked = withEnvironment(new ProcessBuilder(launcher), jdk);
    Process process = asked.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int command = answer.indexOf("\0\n");
    if (process.onExit().join().exitValue() != 0 || command < 0) {
      throw new IOException("Cannot learn the command: arguments=" + args + " answer=" + answer);
    }
    List<String> words = new ArrayList<>(first);
    words.addAll(Arrays.asList(answer.substring(command + 2).split("\0")));
    return withEnvironment(new ProcessBuilder(words), jdk);
  }

  private static ProcessBuilder withEnvironment(ProcessBuilder builder, Jdk jdk) {
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", jdk.home().toString());
    environment.put("SPARK_HOME", FOLDER.toString());
    environment.put("SPARK_CONF_DIR", FOLDER.resolve("conf").toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_DAEMON_MEMORY", DAEMON_MEMORY);
    environment.put("SPARK_DAEMON_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return builder;
  }
}
