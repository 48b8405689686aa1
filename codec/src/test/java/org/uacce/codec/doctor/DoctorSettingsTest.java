package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.ChildJvm.Outcome;
import org.uacce.codec.TierUnderTest;
import org.uacce.codec.doctor.DoctorChild.Report;

/**
 * What the doctor makes of settings. Software is asked for in most, so that a host without a device
 * is no finding.
 */
class DoctorSettingsTest {
  private static final String SOFTWARE = "spark.io.compression.uacce.mode=software";
  private static final String SWITCHED_ON =
      "spark.io.compression.codec=org.uacce.spark.UacceCompressionCodec";

  @TempDir Path folder;

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  private Report report(String... settings) throws Exception {
    return report(new DoctorChild(folder), settings);
  }

  private static Report report(DoctorChild child, String... settings) throws Exception {
    String[] arguments = new String[1 + 2 * settings.length];
    arguments[0] = "--quick";
    for (int i = 0; i < settings.length; i++) {
      arguments[1 + 2 * i] = "--conf";
      arguments[2 + 2 * i] = settings[i];
    }
    return child.report(arguments);
  }

  @Test
  void nothingIsInTheWayWhenSoftwareIsAskedFor() throws Exception {
    Report report = report(SOFTWARE, SWITCHED_ON);
    report.assertNothingInTheWay();
    assertThat(report.json().get("softwareOnly").asBoolean()).isTrue();
  }

  @Test
  void commandIsNamedWhenHadoopIsNotThere() throws Exception {
    Report report = report(SOFTWARE, SWITCHED_ON);
    assertThat(report.finding("hadoop", "hadoop").get("status").asText()).isEqualTo("NOT_CHECKED");
    assertThat(report.finding("hadoop", "hadoop").get("nextStep").asText())
        .contains("java -cp ", ":$(hadoop classpath) org.uacce.codec.Doctor doctor");
  }

  @Test
  void listIsNamedWhenTheStockCodecWinsGz() throws Exception {
    Report report = report(new DoctorChild(folder).withHadoop(), SOFTWARE, SWITCHED_ON);
    report.assertFirst(
        Cause.GZIP_CODEC,
        "set io.compression.codecs=org.uacce.hadoop.UacceGzipCodec",
        "the last listed wins");
    assertThat(report.finding("hadoop", ".gz").get("facts").get("codec").asText())
        .isEqualTo("org.apache.hadoop.io.compress.GzipCodec");
  }

  @Test
  void listIsNamedWhenTheStockCodecIsListedBehindOurs() throws Exception {
    String list = "org.uacce.hadoop.UacceGzipCodec,org.apache.hadoop.io.compress.GzipCodec";
    Report report =
        report(
            new DoctorChild(folder).withHadoop(),
            SOFTWARE,
            "spark.hadoop.io.compression.codecs=" + list);
    report.assertFirst(
        Cause.GZIP_CODEC, "set io.compression.codecs=" + list + ",org.uacce.hadoop.UacceGzipCodec");
  }

  /** The next step of the test before, taken. */
  @Test
  void nothingIsInTheWayWhenOursIsListedLast() throws Exception {
    Report report =
        report(
            new DoctorChild(folder).withHadoop(),
            SOFTWARE,
            "io.compression.codecs=org.apache.hadoop.io.compress.GzipCodec,"
                + "org.uacce.hadoop.UacceGzipCodec");
    report.assertNothingInTheWay();
    assertThat(report.finding("hadoop", ".gz").get("status").asText()).isEqualTo("OK");
  }

  @Test
  void rangeIsNamedWhenAValueIsRefused() throws Exception {
    Report report = report(SOFTWARE, SWITCHED_ON, "spark.io.compression.uacce.level=13");
    report.assertFirst(Cause.BAD_OPTION);
    assertThat(report.finding("settings", "spark.io.compression.uacce.*").get("text").asText())
        .contains("spark.io.compression.uacce.level", "13", "0 to 12");
  }

  @Test
  void shortNamesAreNamedWhenSparksOwnCodecKeysGetOurs() throws Exception {
    String key = "spark.eventLog.compression.codec";
    Report report = report(SOFTWARE, SWITCHED_ON, key + "=org.uacce.spark.UacceCompressionCodec");
    report.assertFirst(Cause.BAD_OPTION, "leave it at its default");
    assertThat(report.finding("settings", key).get("text").asText()).contains("short names only");
  }

  @Test
  void everythingIsReadFromSparksFileWhenItIsGiven() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("spark-defaults.conf"),
            """
            # as Spark reads it
            spark.executor.memory            8g
            spark.io.compression.uacce.mode  software
            spark.io.compression.uacce.bufferPool.maxBytes 128m
            spark.io.compression.uacce.levle 2
            spark.io.compression.codec       lz4
            spark.plugins                    com.nvidia.spark.SQLPlugin
            spark.shuffle.manager org.apache.spark.shuffle.celeborn.SparkShuffleManager
            """);
    Report report = new DoctorChild(folder).report("--quick", "--properties-file", file.toString());
    report.assertFirst(Cause.NOT_SWITCHED_ON, "Copy the settings");
    assertThat(
            report
                .finding("memory", "off the heap")
                .get("facts")
                .get("spark.executor.memoryOverhead")
                .asText())
        .isEqualTo(820 + 128 + 4 + "m");
    assertThat(
            report.finding("settings", "spark.io.compression.uacce.levle").get("nextStep").asText())
        .isEqualTo("did you mean spark.io.compression.uacce.level");
    assertThat(report.finding("what we do not see", "RAPIDS").get("facts").get("seen").asText())
        .isEqualTo("spark.plugins");
    assertThat(report.finding("what we do not see", "Celeborn").get("facts").get("seen").asText())
        .isEqualTo("spark.shuffle.manager");
    assertThat(report.json().get("settings").toString())
        .contains("spark.executor.memoryOverhead 952m", "org.uacce.spark.UaccePlugin");
  }

  @Test
  void argumentsAreRefusedWhenTheyCannotBeUnderstood() throws Exception {
    String[][] wrong = {
      {"doctor", "--fast"},
      {"doctor", "--conf"},
      {"doctor", "--conf", "level"},
      {"doctor", "--properties-file", folder.resolve("absent").toString()},
      {"docter"},
      {}
    };
    for (String[] arguments : wrong) {
      Outcome outcome = new DoctorChild(folder).outcome(arguments);
      assertThat(outcome.exit()).as(outcome.output()).isEqualTo(2);
      assertThat(outcome.output()).containsAnyOf("see --help", "Usage:");
    }
  }

  @Test
  void peopleReadTheSameAsPrograms() throws Exception {
    Outcome outcome =
        new DoctorChild(folder)
            .outcome("doctor", "--quick", "--conf", SOFTWARE, "--conf", "spark.executor.cores=4");
    assertThat(outcome.exit()).isEqualTo(Cause.NOT_SWITCHED_ON.exitCode());
    assertThat(outcome.output())
        .contains(
            "\nlibrary\n",
            "\nsettings to copy\n",
            "\nResult: " + Cause.NOT_SWITCHED_ON.sentence() + " exit=31\n",
            "\nNext step: " + Cause.NOT_SWITCHED_ON.nextStep() + "\n");
  }
}
