package org.uacce.guides;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Spark and Hadoop as a user of the guides finds them: commands on the path over the real classes,
 * a site's configuration, and none of ours. Laid out once per JVM below Maven's target folder.
 */
final class Installation {
  private static final String VERSION = System.getProperty("uacce.version");

  /** By the name that it is published under, and that the pages therefore use. */
  static final String ALL_JAR = "uacce-codec-spark-" + VERSION + "-all.jar";

  /** What every application of a small shared machine needs, and no page says. */
  private static final List<String> SPARK_DEFAULTS =
      List.of(
          "spark.master local[2]",
          "spark.ui.enabled false",
          "spark.driver.bindAddress 127.0.0.1",
          "spark.driver.host 127.0.0.1",
          "spark.driver.memory 512m",
          "spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1",
          "spark.sql.shuffle.partitions 4");

  /** INFO on the console, as in a release. */
  private static final List<String> HADOOP_LOG =
      List.of(
          "rootLogger.level = info",
          "rootLogger.appenderRef.console.ref = console",
          "appender.console.type = Console",
          "appender.console.name = console",
          "appender.console.target = SYSTEM_ERR",
          "appender.console.layout.type = PatternLayout",
          "appender.console.layout.pattern = %d %p %c{2}: %m%n");

  /** Not of the installation, although it is on the class path of this test. */
  private static final String OURS = "uacce-codec-.*|junit-.*|assertj-.*|surefire-.*|snakeyaml-.*";

  private static Installation installation;

  private final Path folder;

  private Installation(Path folder) {
    this.folder = folder;
  }

  /** As it is at the first call; a later build's test lays it out anew. */
  static synchronized Installation laidOut() throws IOException, URISyntaxException {
    if (installation == null) {
      Installation made = new Installation(Path.of("installation").toAbsolutePath());
      made.write();
      installation = made;
    }
    return installation;
  }

  private void write() throws IOException, URISyntaxException {
    Path spark = emptied(folder.resolve("spark/jars"));
    Path hadoop = emptied(folder.resolve("hadoop/jars"));
    for (Path jar : jars()) {
      String name = jar.getFileName().toString();
      if (name.startsWith("hadoop-mapreduce-examples-")) {
        Path link = folder.resolve("hadoop").resolve(name);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, jar);
      } else if (!name.matches(OURS)) {
        Files.createSymbolicLink(spark.resolve(name), jar);
        if (name.matches("(hadoop-client|slf4j|log4j|commons-logging|jcl-over).*")) {
          Files.createSymbolicLink(hadoop.resolve(name), jar);
        }
      }
    }
    Path site = Files.createDirectories(folder.resolve("hadoop/conf"));
    Files.writeString(site.resolve("core-site.xml"), "<configuration/>");
    Files.write(site.resolve("log4j2.properties"), HADOOP_LOG);
    writeCommands();
    writeProgramsJar();
    Path conf = Files.createDirectories(folder.resolve("spark/conf"));
    Files.write(conf.resolve("spark-defaults.conf"), SPARK_DEFAULTS);
    Files.writeString(folder.resolve("spark/RELEASE"), "");
  }

  private void writeCommands() throws IOException, URISyntaxException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    try (Stream<Path> commands = Files.list(classes().resolve("bin"))) {
      for (Path command : commands.toList()) {
        Path copy = bin.resolve(command.getFileName().toString());
        Files.copy(command, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** What the command spark-sql submits, of which Spark wants a jar. */
  private void writeProgramsJar() throws IOException, URISyntaxException {
    String name = SqlStatements.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(programsJar()))) {
      jar.putNextEntry(new JarEntry(name));
      Files.copy(classes().resolve(name), jar);
    }
  }

  Path programsJar() {
    return folder.resolve("programs.jar");
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<Path> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .toList();
  }

  /** An earlier build may have linked jars of other versions. */
  private static Path emptied(Path jars) throws IOException {
    Files.createDirectories(jars);
    try (Stream<Path> old = Files.list(jars)) {
      for (Path link : old.toList()) {
        Files.delete(link);
      }
    }
    return jars;
  }

  /** A jar of the class path by its name. */
  static Path jar(String pattern) {
    return jars().stream()
        .filter(jar -> jar.getFileName().toString().matches(pattern))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no such jar on the class path: " + pattern));
  }

  Path sparkHome() {
    return folder.resolve("spark");
  }

  /** What a shell on this installation has in its environment. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    // The pages show what a host without an accelerator prints, whatever this one has.
    Path noDevices = folder.resolve("no-devices");
    environment.put("UACCE_CLASS_FOLDER", noDevices.toString());
    environment.put(
        "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -Duacce.class.folder=" + noDevices);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_HOME", sparkHome().toString());
    environment.put("PROGRAMS_JAR", programsJar().toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("HADOOP_HOME", folder.resolve("hadoop").toString());
    environment.put("HADOOP_CONF_DIR", folder.resolve("hadoop/conf").toString());
    environment.put(
        "PATH",
        folder.resolve("bin")
            + ":"
            + System.getProperty("java.home")
            + "/bin:"
            + System.getenv("PATH"));
    return environment;
  }
}
