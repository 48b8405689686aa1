package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The script that Spark asks for a host's accelerators, on class folders as the kernel makes them.
 */
class DiscoveryScriptTest {
  private static final Path SCRIPT = Page.ROOT.resolve("examples/deploy/uacce-resources.sh");

  @TempDir private Path host;

  @BeforeEach
  void twoSoundDevices() throws IOException {
    Files.createDirectories(host.resolve("class"));
    Files.createDirectories(host.resolve("dev"));
    device("hisi_zip-1", "31");
    device("hisi_zip-4", "64");
  }

  private void device(String name, String free) throws IOException {
    Map<String, String> attributes =
        Map.of(
            "algorithms", "zlib\ngzip\n",
            "api", "hisi_qm_v2\n",
            "flags", "1\n",
            "available_instances", free + "\n",
            "isolate", "0\n");
    Path folder = Files.createDirectories(host.resolve("class").resolve(name));
    for (var attribute : attributes.entrySet()) {
      Files.writeString(folder.resolve(attribute.getKey()), attribute.getValue());
    }
    Files.createFile(host.resolve("dev").resolve(name));
  }

  /** What Spark's ResourceInformation would be made of. */
  private List<String> addresses() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString());
    builder.environment().put("UACCE_CLASS_FOLDER", host.resolve("class").toString());
    builder.environment().put("UACCE_DEVICE_FOLDER", host.resolve("dev").toString());
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    JsonNode json = Recipes.json(text);
    assertThat(json.at("/name").asText()).isEqualTo("uacce");
    assertThat(json).hasSize(2);
    return StreamSupport.stream(json.at("/addresses").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void theDeviceWithMostFreeQueuesIsFirst() throws IOException, InterruptedException {
    assertThat(addresses()).containsExactly("hisi_zip-4", "hisi_zip-1");
  }

  @ParameterizedTest
  @CsvSource({
    "api,hisi_qm_v1",
    "api,hisi_qm_v2_noiommu",
    "api,another",
    "flags,0",
    "flags,3",
    "flags,none",
    "isolate,1",
    "algorithms,gzip",
    "algorithms,zlib-like"
  })
  void aDeviceThatTheCodecRefusesIsNotListed(String attribute, String value)
      throws IOException, InterruptedException {
    Files.writeString(host.resolve("class/hisi_zip-4").resolve(attribute), value + "\n");
    assertThat(addresses()).containsExactly("hisi_zip-1");
  }

  @Test
  void aDeviceWithoutANodeIsNotListed() throws IOException, InterruptedException {
    Files.delete(host.resolve("dev/hisi_zip-4"));
    assertThat(addresses()).containsExactly("hisi_zip-1");
  }

  @Test
  void anOlderKernelHasNoIsolation() throws IOException, InterruptedException {
    Files.delete(host.resolve("class/hisi_zip-4/isolate"));
    assertThat(addresses()).containsExactly("hisi_zip-4", "hisi_zip-1");
  }

  @Test
  void aHostWithoutUacceHasNoAddresses() throws IOException, InterruptedException {
    for (String name : List.of("hisi_zip-1", "hisi_zip-4")) {
      Files.move(host.resolve("class").resolve(name), host.resolve(name));
    }
    assertThat(addresses()).isEmpty();
    Files.delete(host.resolve("class"));
    assertThat(addresses()).isEmpty();
  }
}
