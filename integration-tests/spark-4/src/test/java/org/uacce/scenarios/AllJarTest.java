package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.spark.UacceCompressionCodec;

/** What users put on a class path: all of ours and JNA, and nothing of anybody else. */
@Order(0)
class AllJarTest {
  /** The jar that this module's tests run with. */
  static Path jar() throws URISyntaxException {
    return Path.of(
        UacceCompressionCodec.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static Set<String> files() throws IOException, URISyntaxException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .map(JarEntry::getName)
          .collect(Collectors.toSet());
    }
  }

  @Test
  void holdsOnlyOurPackagesAndJna() throws IOException, URISyntaxException {
    assertThat(files())
        .allMatch(
            name ->
                name.matches(
                    "org/uacce/(avro|codec|hadoop|parquet|spark)/.*"
                        + "|com/sun/jna/.*"
                        + "|linux-(x86-64|aarch64)/lib(uacce_zip\\.so|isal\\.so\\.2)"
                        + "|META-INF/(MANIFEST\\.MF|LICENSE|NOTICE)"
                        + "|META-INF/services/org\\.uacce\\.codec\\.doctor\\.Check"
                        + "|META-INF/licenses/.*"));
  }

  @Test
  void holdsEveryPiece() throws IOException, URISyntaxException {
    assertThat(files())
        .contains(
            "org/uacce/codec/FrameInputStream.class",
            "org/uacce/hadoop/UacceGzipCodec.class",
            "org/uacce/hadoop/UacceDeflateCodec.class",
            "org/uacce/parquet/UacceCodecFactory.class",
            "org/uacce/spark/UacceCompressionCodec.class",
            "org/uacce/spark/UaccePlainCompressionCodec.class",
            "org/uacce/spark/UaccePlugin.class",
            "com/sun/jna/Native.class",
            "com/sun/jna/linux-x86-64/libjnidispatch.so",
            "com/sun/jna/linux-aarch64/libjnidispatch.so",
            "META-INF/LICENSE",
            "META-INF/NOTICE",
            "META-INF/licenses/jna/LICENSE",
            "META-INF/licenses/jna/AL2.0",
            "META-INF/licenses/jna/LGPL2.1");
  }

  /** A build without a C toolchain has no library, and then needs no text about it either. */
  @Test
  void everyNativeLibraryHasItsNeighboursAndLicences() throws IOException, URISyntaxException {
    Set<String> files = files();
    List<String> libraries = files.stream().filter(name -> name.startsWith("linux-")).toList();
    if (Boolean.getBoolean("uacce.native.required")) {
      assertThat(libraries).isNotEmpty();
    }
    for (String library : libraries) {
      String folder = library.substring(0, library.indexOf('/') + 1);
      assertThat(libraries).contains(folder + "libuacce_zip.so", folder + "libisal.so.2");
    }
    if (!libraries.isEmpty()) {
      assertThat(files.stream().filter(name -> name.startsWith("META-INF/licenses/")))
          .anyMatch(name -> name.contains("libdeflate"))
          .anyMatch(name -> name.matches(".*isa-?l.*"));
    }
  }

  @Test
  void licenceIsOursAndJnaIsNotRelocated() throws IOException, URISyntaxException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      byte[] licence = jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes();
      assertThat(new String(licence, StandardCharsets.UTF_8)).contains("Apache License");
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("org.uacce.codec.Doctor");
    }
    assertThat(Path.of(Native.class.getProtectionDomain().getCodeSource().getLocation().toURI()))
        .isEqualTo(jar());
  }

  /**
   * No Spark service or Hadoop service file: ours would win or lose by class-path order. The
   * doctor's own has the checks of every part.
   */
  @Test
  void registersTheDoctorsChecksAndNothingElse() throws IOException, URISyntaxException {
    String services = "META-INF/services/";
    String checks = services + "org.uacce.codec.doctor.Check";
    assertThat(files().stream().filter(name -> name.startsWith(services))).containsOnly(checks);
    try (JarFile jar = new JarFile(jar().toFile())) {
      byte[] list = jar.getInputStream(jar.getEntry(checks)).readAllBytes();
      assertThat(new String(list, StandardCharsets.UTF_8).lines())
          .containsExactlyInAnyOrder(
              "org.uacce.hadoop.HadoopCheck",
              "org.uacce.parquet.ParquetCheck",
              "org.uacce.spark.SparkCheck");
    }
  }

  /** What {@code java -jar} says, and its status; errors go to the test's own. */
  private String program(int status, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-jar", jar().toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isEqualTo(status);
    return out;
  }

  /** No slf4j, no Hadoop, no Spark: it works, and says by which command it would see those. */
  @Test
  void doctorNeedsNothingButTheJar() throws Exception {
    String out =
        program(
            0,
            "doctor",
            "--quick",
            "--conf",
            "spark.io.compression.uacce.mode=software",
            "--conf",
            "spark.plugins=org.uacce.spark.UaccePlugin");
    for (String group : List.of("hadoop", "parquet", "spark")) {
      assertThat(out)
          .containsPattern(
              "\n"
                  + group
                  + "\n  not checked  "
                  + group
                  + " .*\n +-> run `java -cp "
                  + jar()
                  + ":.* org.uacce.codec.Doctor doctor`");
    }
    assertThat(program(0, "--version")).matches("uacce-codec [0-9].*\\R");
    assertThat(program(0, "--help")).contains("java -jar " + jar() + " COMMAND");
  }

  @Test
  void catNeedsNothingButTheJar(@TempDir Path folder) throws Exception {
    String text = "what a checkpoint held\n".repeat(10_000);
    Path file = folder.resolve("part-00000");
    try (OutputStream out =
        new UacceCompressionCodec(new SparkConf(false))
            .compressedOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(program(0, "cat", file.toString()).equals(text)).as("the text").isTrue();
  }
}
