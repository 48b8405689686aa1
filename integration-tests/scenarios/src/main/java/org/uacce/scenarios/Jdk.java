package org.uacce.scenarios;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** A Java installation of this machine. */
record Jdk(Path home, int feature) {
  private static final Path USUAL_FOLDER = Path.of("/usr/lib/jvm");

  /** The one that the tests run on. */
  static Jdk running() {
    return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  /**
   * The one that {@code JAVA<feature>_HOME} names, as build servers set it, else one in the folder
   * where distributions put theirs; null if there is none.
   */
  static Jdk findOrNull(int feature) throws IOException {
    if (running().feature == feature) {
      return running();
    }
    String named = System.getenv("JAVA" + feature + "_HOME");
    for (Path home : named == null ? installed() : List.of(Path.of(named))) {
      if (featureOf(home) == feature && Files.isExecutable(home.resolve("bin/java"))) {
        return new Jdk(home, feature);
      }
    }
    return null;
  }

  private static List<Path> installed() throws IOException {
    if (!Files.isDirectory(USUAL_FOLDER)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(USUAL_FOLDER)) {
      return homes.sorted().toList();
    }
  }

  /** From the file that every JDK has had since 9; 0 if this is none. */
  private static int featureOf(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return 0;
    }
    Properties facts = new Properties();
    try (Reader text = Files.newBufferedReader(release)) {
      facts.load(text);
    }
    String version = facts.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Runtime.Version.parse(version).feature();
  }

  Path java() {
    return home.resolve("bin/java");
  }
}
