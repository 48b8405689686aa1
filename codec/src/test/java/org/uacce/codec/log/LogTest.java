package org.uacce.codec.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogTest {
  @Test
  void slf4jIsUsedWhenItIsThere() {
    assertThat(Log.of(LogTest.class)).isInstanceOf(Slf4jLog.class);
  }

  @Test
  void onlyWarningsArePrintedWithoutSlf4j() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    StderrLog log = new StderrLog("Engine", new PrintStream(printed, true, StandardCharsets.UTF_8));
    log.info("Using {}", "it");
    log.warn("Ignoring an option: key={} nearest={}", "level2", "level");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "WARN uacce Engine: Ignoring an option: key=level2 nearest=level");
  }

  @Test
  void noArgumentIsLostWhenPlacesAndArgumentsDiffer() {
    assertThat(StderrLog.text("a={} b={}", 1)).isEqualTo("a=1 b={}");
    assertThat(StderrLog.text("a={}", 1, 2)).isEqualTo("a=1 2");
    assertThat(StderrLog.text("{}", (Object) null)).isEqualTo("null");
    assertThat(StderrLog.text("nothing")).isEqualTo("nothing");
  }
}
