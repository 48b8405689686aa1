package org.uacce.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script refuses before it does anything. */
class DemoScriptTest {
  private record Outcome(int status, String text) {}

  @Test
  void usageIsShownWhenAnOptionIsUnknown() throws IOException, InterruptedException {
    Outcome outcome = demo("--sclae", "1");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("Usage: examples/demo.sh", "--scale X");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1e3", "large", "0.0001"})
  void scaleIsRefusedWhenItIsOutOfRange(String scale) throws IOException, InterruptedException {
    Outcome outcome = demo("--scale", scale);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("scale=" + scale, "from 0.001");
  }

  @Test
  void modeIsRefusedWhenThereIsNoSuch() throws IOException, InterruptedException {
    Outcome outcome = demo("--mode", "device");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("mode=device", "auto, hardware and software");
  }

  @Test
  void faultsAreRefusedWithTheCommandWhenNoDeviceCanBeTold()
      throws IOException, InterruptedException {
    Outcome outcome = demo("--faults");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.text()).contains("uacce-emu", "--control=", "examples/demo.sh --faults");
  }

  @Test
  void scaleIsRefusedWithTheNumbersWhenTheDiskIsTooSmall()
      throws IOException, InterruptedException {
    // Scale 99999 takes some 300 TB.
    assumeThat(Path.of("").toAbsolutePath().toFile().getUsableSpace()).isLessThan(300L << 40);
    Outcome outcome = demo("--scale", "99999");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.text()).contains("scale=99999", "needed MB=299999000", "free MB=");
  }

  private static Outcome demo(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", Path.of("demo.sh").toAbsolutePath().toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("UACCE_EMU_CONTROL");
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), text);
  }
}
