package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.uacce.codec.doctor.Cause;

/** The committed pages are those that the lists in the code make. */
class GeneratedPagesTest {
  private static void compare(String page, String expected) throws IOException {
    Path path = Path.of("..", "docs", page);
    if (Boolean.getBoolean("uacce.docs.write")) {
      Files.createDirectories(path.getParent());
      Files.writeString(path, expected);
    }
    assertThat(Files.readString(path))
        .as(
            "docs/%s is not what the code says; run: mvn -pl codec -am test -Dtest=GeneratedPagesTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Duacce.docs.write=true",
            page)
        .isEqualTo(expected);
  }

  @Test
  void configurationPageSaysWhatTheOptionsSay() throws Exception {
    compare("configuration.md", GeneratedPages.configuration());
  }

  @Test
  void metricsPageSaysWhatTheMetricsSay() throws Exception {
    compare("metrics.md", GeneratedPages.metrics());
  }

  @Test
  void doctorPageSaysWhatTheCausesSay() throws Exception {
    compare("doctor.md", GeneratedPages.doctor());
  }

  @Test
  void namesOccurOnceAndTextsFitATable() {
    assertThat(Stream.of(CodecMetric.values()).map(CodecMetric::id)).doesNotHaveDuplicates();
    assertThat(Stream.of(CodecOption.values()).map(CodecOption::key)).doesNotHaveDuplicates();
    assertThat(
            Stream.concat(
                Stream.of(CodecMetric.values()).map(CodecMetric::sentence),
                Stream.concat(
                    Stream.of(CodecOption.values()).map(CodecOption::sentence),
                    Stream.of(Cause.values())
                        .flatMap(cause -> Stream.of(cause.sentence(), cause.nextStep())))))
        .allSatisfy(text -> assertThat(text).doesNotContain("|", "\n").endsWith("."));
  }
}
