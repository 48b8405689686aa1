package org.uacce.codec.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.shaded.com.fasterxml.jackson.databind.JsonNode;
import org.apache.hadoop.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What is written, a parser of somebody else reads back. */
class JsonTest {
  private static JsonNode parsed(Object value) throws Exception {
    return new ObjectMapper().readTree(Json.of(value));
  }

  @Test
  void everyCharacterComesBack() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      all.append((char) c);
    }
    assertThat(parsed(List.of(all.toString())).get(0).asText()).isEqualTo(all.toString());
  }

  @Test
  void mapsListsNumbersAndNullComeBack() throws Exception {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("none", null);
    map.put("number", -7);
    map.put("truth", true);
    map.put("empty", Map.of());
    map.put("nothing", List.of());
    map.put("list", Arrays.asList(1, null, "a\"b\\c", Map.of("k", "v")));
    JsonNode node = parsed(map);
    assertThat(node.get("none").isNull()).isTrue();
    assertThat(node.get("number").asInt()).isEqualTo(-7);
    assertThat(node.get("truth").asBoolean()).isTrue();
    assertThat(node.get("empty").isEmpty()).isTrue();
    assertThat(node.get("nothing").isEmpty()).isTrue();
    assertThat(node.get("list").get(2).asText()).isEqualTo("a\"b\\c");
    assertThat(node.get("list").get(3).get("k").asText()).isEqualTo("v");
    assertThat(node).hasSize(6);
  }
}
