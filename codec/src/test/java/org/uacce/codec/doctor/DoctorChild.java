package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.apache.hadoop.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.uacce.codec.ChildJvm;
import org.uacce.codec.ChildJvm.Outcome;
import org.uacce.codec.Doctor;

/**
 * The doctor in a JVM that has what the -all jar holds of this module, our classes, both libraries
 * and JNA, and nothing else.
 */
final class DoctorChild {
  private final Path folder;
  private final List<String> before = new ArrayList<>();
  private final List<String> options = new ArrayList<>();
  private String classPath = ofTheAllJar();

  /** What it said, as Jackson reads it. */
  record Report(int exit, JsonNode json) {
    /** The finding of that name; the test fails if there is none, or more. */
    JsonNode finding(String group, String name) {
      List<JsonNode> found = new ArrayList<>();
      for (JsonNode finding : json.get("findings")) {
        if (finding.get("group").asText().equals(group)
            && finding.get("name").asText().equals(name)) {
          found.add(finding);
        }
      }
      assertThat(found).as("%s: %s in %s", group, name, json).hasSize(1);
      return found.get(0);
    }

    /** Exit code, cause and next step: what an operator finds out. */
    void assertFirst(Cause cause, String... nextStep) {
      assertThat(exit).as("%s", json).isEqualTo(cause.exitCode());
      assertThat(json.get("exitCode").asInt()).isEqualTo(exit);
      assertThat(json.get("cause").asText()).isEqualTo(cause.name());
      assertThat(json.get("verdict").asText()).isEqualTo(cause.sentence());
      assertThat(json.get("nextStep").asText()).isNotBlank();
      for (String words : nextStep) {
        assertThat(json.get("nextStep").asText()).contains(words);
      }
    }

    void assertNothingInTheWay() {
      assertThat(exit).as("%s", json).isZero();
      assertThat(json.get("exitCode").asInt()).isZero();
      assertThat(json.get("cause").isNull()).isTrue();
      assertThat(json.get("nextStep").isNull()).isTrue();
    }
  }

  DoctorChild(Path folder) {
    this.folder = folder;
  }

  private static String ofTheAllJar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(
            entry ->
                Path.of(entry).equals(location(Doctor.class))
                    || Path.of(entry).equals(location(Native.class))
                    || entry.contains("uacce-codec-native")
                    || entry.contains(Path.of("native", "target", "classes").toString()))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Puts a jar in front. */
  DoctorChild behind(Path jar) {
    classPath = jar + File.pathSeparator + classPath;
    return this;
  }

  /** With our classes and libraries alone. */
  DoctorChild withoutJna() {
    String jna = location(Native.class).toString();
    classPath =
        Arrays.stream(classPath.split(File.pathSeparator, -1))
            .filter(entry -> !entry.equals(jna))
            .collect(Collectors.joining(File.pathSeparator));
    return this;
  }

  /** With Hadoop, and whatever else these tests have. */
  DoctorChild withHadoop() {
    classPath = System.getProperty("java.class.path");
    return this;
  }

  /** Runs it by another command. */
  DoctorChild by(String... command) {
    before.addAll(List.of(command));
    return this;
  }

  DoctorChild with(String property, Object value) {
    options.add("-D" + property + "=" + value);
    return this;
  }

  /** With the kernel's class folder, and the device folder, replaced. */
  DoctorChild on(Path classFolder, Path deviceFolder) {
    return with("uacce.class.folder", classFolder).with("uacce.device.folder", deviceFolder);
  }

  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Doctor.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  Outcome outcome(String... arguments) throws IOException, InterruptedException {
    return ChildJvm.run(folder, command(arguments));
  }

  /** {@code doctor --json} with more arguments. */
  Report report(String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("doctor", "--json"));
    arguments.addAll(List.of(more));
    return parse(outcome(arguments.toArray(String[]::new)));
  }

  static Report parse(Outcome outcome) throws IOException {
    assertThat(outcome.output()).doesNotContain("Exception in thread", "\tat ");
    List<String> json = outcome.output().lines().filter(line -> line.startsWith("{")).toList();
    assertThat(json).as(outcome.output()).hasSize(1);
    return new Report(outcome.exit(), new ObjectMapper().readTree(json.get(0)));
  }

  /** A copy of a resource of the class path. */
  static Path unpack(String resource, Path target) throws IOException {
    try (var in = Doctor.class.getResourceAsStream(resource)) {
      Files.copy(in, target);
    }
    return target;
  }
}
