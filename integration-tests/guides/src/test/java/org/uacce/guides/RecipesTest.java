package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The files of examples/deploy: what a cluster would read in them, as far as no cluster is needed.
 */
class RecipesTest {
  private static JsonNode only(String file) throws IOException {
    List<JsonNode> documents = Recipes.yaml(Recipes.file("kubernetes/" + file));
    assertThat(documents).hasSize(1);
    return documents.get(0);
  }

  @Test
  void anExecutorsPodHasTheGroupAndNothingMore() throws IOException {
    JsonNode pod = only("executor.yaml");
    assertThat(pod.at("/kind").asText()).isEqualTo("Pod");
    JsonNode security = pod.at("/spec/securityContext");
    assertThat(security.at("/runAsNonRoot").asBoolean()).isTrue();
    assertThat(security.at("/runAsUser").asInt()).isPositive();
    assertThat(security.at("/supplementalGroups")).hasSize(1);
    JsonNode container = pod.at("/spec/containers/0");
    // Spark takes the container of this name for its own.
    assertThat(container.at("/name").asText()).isEqualTo("spark-kubernetes-executor");
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.at("/securityContext/privileged").isMissingNode()).isTrue();
    assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
  }

  @Test
  void everyMountOfAPodHasItsVolume() throws IOException {
    JsonNode executor = only("executor.yaml").at("/spec");
    JsonNode plugin = only("device-plugin.yaml").at("/spec/template/spec");
    for (JsonNode spec : List.of(executor, plugin)) {
      assertThat(spec.at("/containers/0/volumeMounts").findValuesAsText("name"))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(names(spec.at("/volumes")));
    }
  }

  private static List<String> names(JsonNode list) {
    return List.copyOf(list.findValuesAsText("name"));
  }

  @Test
  void theDevicePluginIsToldOfOurDevicesInItsOwnWords() throws IOException {
    JsonNode daemons = only("device-plugin.yaml");
    assertThat(daemons.at("/spec/selector/matchLabels"))
        .isEqualTo(daemons.at("/spec/template/metadata/labels"));
    JsonNode arguments = daemons.at("/spec/template/spec/containers/0/args");
    assertThat(arguments.at("/0").asText()).isEqualTo("--device");
    JsonNode device = Recipes.json(arguments.at("/1").asText());
    assertThat(device.at("/name").asText()).isEqualTo("uacce");
    assertThat(device.at("/groups/0/count").asInt()).isPositive();
    assertThat(device.at("/groups/0/paths/0/path").asText()).isEqualTo("/dev/hisi_zip-*");
  }

  @Test
  void theRuleGivesTheNodesToAGroupAndNobodyElse() throws IOException {
    List<String> rules =
        Recipes.file("70-uacce.rules").lines().filter(line -> !line.startsWith("#")).toList();
    assertThat(rules)
        .containsExactly(
            "SUBSYSTEM==\"uacce\", KERNEL==\"hisi_zip-*\", GROUP=\"uacce\", MODE=\"0660\"");
    // The page that was there first says the same.
    assertThat(Files.readString(Page.ROOT.resolve("docs/hardware.md"))).contains(rules.get(0));
  }

  @Test
  void theModuleIsLoadedAsTheHostsPageLoadsIt() throws IOException {
    String options =
        Recipes.file("uacce-modprobe.conf")
            .lines()
            .filter(line -> line.startsWith("options "))
            .findFirst()
            .orElseThrow()
            .substring("options ".length());
    assertThat(Page.read("docs/guides/host.md").blocks())
        .anyMatch(block -> block.text().contains("modprobe " + options));
  }
}
