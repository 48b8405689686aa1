package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guides say what is so: every bash block of a page runs, with the page's own bytes, and prints
 * the lines of the text block behind it; what cannot run here is listed with the reason and parsed.
 */
class GuidesTest {
  /** The pages in the folder of guides. */
  private static List<Page> guides() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.list(Page.ROOT.resolve("docs/guides"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        pages.add(Page.read(Page.ROOT.relativize(file).toString()));
      }
    }
    return pages;
  }

  private static List<Page> pages() throws IOException {
    List<Page> pages = guides();
    pages.add(Page.read("docs/uninstall.md"));
    pages.add(Page.read("README.md"));
    return pages;
  }

  static List<Page> guidesWithCommands() throws IOException {
    return guides().stream().filter(page -> !PageRun.commands(page).isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("guidesWithCommands")
  void everyCommandRunsAndPrintsWhatThePageShows(Page page)
      throws IOException, InterruptedException, URISyntaxException {
    new PageRun(page).succeeds();
  }

  @Test
  void everyBlockIsOfAKindThatIsChecked() throws IOException, InterruptedException {
    Set<String> listed = new HashSet<>(NotRun.REASONS.keySet());
    for (Page page : pages()) {
      for (Block block : page.blocks()) {
        String where = page + " line " + block.line();
        switch (block.language()) {
          case "bash" -> {
            assertThat(Shell.complaints(block.text())).as(where).isEmpty();
            listed.remove(block.firstLine());
          }
          case "yaml" -> assertThat(Recipes.yaml(block.text())).as(where).isNotEmpty();
          case "json" -> assertThat(Recipes.json(block.text()).isObject()).as(where).isTrue();
          case "xml" -> assertThat(Recipes.xml(block.text())).as(where).isEqualTo("configuration");
          case "properties" -> assertThat(settings(block)).as(where).doesNotContainValue("");
          // Java is shown in pieces here and runs whole in the examples; NamesTest looks at it,
          // too.
          case "text", "java" -> assertThat(block.text()).as(where).isNotBlank();
          default -> throw new AssertionError(where + ": no such kind: " + block.language());
        }
      }
    }
    assertThat(listed).as("listed as not run, and on no page").isEmpty();
  }

  private static Properties settings(Block block) throws IOException {
    return Recipes.properties(block.text());
  }

  @Test
  void everyLinkOfTheDocumentationLeadsToAFile() throws IOException {
    List<Page> all = new ArrayList<>(List.of(Page.read("README.md")));
    try (Stream<Path> files = Files.walk(Page.ROOT.resolve("docs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).toList()) {
        all.add(Page.read(Page.ROOT.relativize(file).toString()));
      }
    }
    for (Page page : all) {
      assertThat(page.links()).as(page.path()).allMatch(link -> Files.exists(page.target(link)));
    }
  }
}
