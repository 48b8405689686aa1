package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.CodecOption;

/** A reader copies names: each that a page or recipe tells of ours is the name of something. */
class NamesTest {
  private static final Pattern CLASS =
      Pattern.compile("org\\.uacce\\.(?:codec|hadoop|parquet|spark)\\.[A-Z]\\w+");

  private static final Pattern OPTION =
      Pattern.compile("io\\.compression\\.(?:codec\\.)?uacce\\.([A-Za-z]+(?:\\.[A-Za-z]+)*)");

  private static final Pattern METRIC =
      Pattern.compile("`((?:compress|decompress|device|native)\\.[A-Za-z.]+)(\\.\\*)?`");

  private static String texts() throws IOException {
    StringBuilder all = new StringBuilder(Files.readString(Page.ROOT.resolve("README.md")));
    all.append(Files.readString(Page.ROOT.resolve("docs/uninstall.md")));
    for (String folder : List.of("docs/guides", "examples/deploy")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  private static Set<String> found(Pattern pattern, int group) throws IOException {
    return pattern
        .matcher(texts())
        .results()
        .map(match -> match.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyClassIsInTheJar() throws IOException, ClassNotFoundException {
    Set<String> names = found(CLASS, 0);
    assertThat(names).contains("org.uacce.spark.UacceCompressionCodec");
    for (String name : names) {
      Class.forName(name, false, NamesTest.class.getClassLoader());
    }
  }

  @Test
  void everyOptionIsOne() throws IOException {
    assertThat(found(OPTION, 1))
        .contains("mode", "bufferPool.maxBytes")
        .isSubsetOf(Arrays.stream(CodecOption.values()).map(CodecOption::key).toList());
  }

  @Test
  void everyMetricIsCounted() throws IOException {
    List<String> ids = Arrays.stream(CodecMetric.values()).map(CodecMetric::id).toList();
    assertThat(found(METRIC, 1))
        .contains("compress.device.bytes")
        .allMatch(name -> ids.stream().anyMatch(id -> (id + ".").startsWith(name + ".")));
  }
}
