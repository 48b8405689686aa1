package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.spark.UacceCompressionCodec;

/** The doctor beside a real Spark. */
@Order(0)
class DoctorTest {
  @TempDir Path folder;

  private static String ourJar() throws Exception {
    return Path.of(
            UacceCompressionCodec.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  /** What a program said, and how it ended. */
  private record Said(int exit, String out) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }

    JsonNode finding(String group, String name) throws IOException {
      for (JsonNode finding : json().get("findings")) {
        if (finding.get("group").asText().equals(group)
            && finding.get("name").asText().equals(name)) {
          return finding;
        }
      }
      throw new AssertionError("no finding: " + group + " " + name + " in " + out);
    }
  }

  private Said java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    int exit =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    return new Said(exit, Files.readString(out, StandardCharsets.UTF_8));
  }

  private Said onSpark(String... settings) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add("-cp");
    arguments.add(ourJar() + File.pathSeparator + System.getProperty("java.class.path"));
    arguments.addAll(List.of("org.uacce.codec.Doctor", "doctor", "--json", "--quick"));
    for (String setting : settings) {
      arguments.addAll(List.of("--conf", setting));
    }
    return java(arguments.toArray(String[]::new));
  }

  @Test
  void sparkHadoopAndParquetArePassedWhenTheSuggestedSettingsAreTaken() throws Exception {
    List<String> settings = new ArrayList<>();
    settings.add("spark.io.compression.uacce.mode=software"); // a host without a device is no fault
    for (JsonNode line : onSpark(settings.toArray(String[]::new)).json().get("settings")) {
      settings.add(line.asText().replaceFirst(" ", "="));
    }
    Said said = onSpark(settings.toArray(String[]::new));
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.finding("spark", "codec").get("status").asText()).isEqualTo("OK");
    assertThat(said.finding("spark", "codec").get("facts").get("spark").asText()).isNotBlank();
    assertThat(said.finding("hadoop", ".gz").get("status").asText()).isEqualTo("OK");
    assertThat(said.finding("parquet", "GZIP pages").get("status").asText()).isEqualTo("OK");
    assertThat(said.finding("parquet", "GZIP pages").get("facts").get("parquet").asText())
        .isNotEqualTo("unknown");
  }
}
