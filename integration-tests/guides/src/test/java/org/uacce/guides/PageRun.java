package org.uacce.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * One page's commands in a folder of their own, as if a reader had put the jar there and pasted one
 * block after the other.
 */
final class PageRun {
  private static final String JAR = "uacce-codec-spark-.*-all\\.jar";

  private final Page page;
  private final Path folder;

  PageRun(Page page) throws IOException {
    boolean complete = hasLibrary(Installation.jar(JAR));
    assumeTrue(
        complete || Boolean.getBoolean("uacce.native.required"),
        "a build without a C toolchain: no native library is in the jar that the pages tell of");
    this.page = page;
    this.folder = Path.of("pages", page.path().replace('/', '_')).toAbsolutePath();
    if (Files.exists(folder)) {
      try (Stream<Path> old = Files.walk(folder)) {
        for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve(Installation.ALL_JAR), Installation.jar(JAR));
    for (String name : List.of("examples", "integration-tests")) {
      Files.createSymbolicLink(folder.resolve(name), Page.ROOT.resolve(name).toRealPath());
    }
  }

  private static boolean hasLibrary(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().anyMatch(entry -> entry.getName().endsWith("/libuacce_zip.so"));
    }
  }

  Path folder() {
    return folder;
  }

  static List<Block> commands(Page page) {
    return page.blocks().stream()
        .filter(block -> block.language().equals("bash"))
        .filter(block -> !NotRun.REASONS.containsKey(block.firstLine()))
        .toList();
  }

  /** Every command succeeds, and prints the lines of the text block behind its block. */
  void succeeds() throws IOException, InterruptedException, URISyntaxException {
    List<Block> commands = commands(page);
    Shell.Result result =
        Shell.run(
            folder,
            Installation.laidOut().environment(),
            commands.stream().map(Block::text).toList());
    int last = result.outputs().size() - 1;
    assertThat(result.status())
        .as("%s line %d: %s", page, commands.get(last).line(), result.outputs().get(last))
        .isZero();
    assertThat(result.outputs()).hasSameSizeAs(commands);
    for (int i = 0; i < commands.size(); i++) {
      assertThat(result.outputs().get(i))
          .as("%s line %d", page, commands.get(i).line())
          .contains(printedBy(commands.get(i)));
    }
  }

  private List<String> printedBy(Block command) {
    int next = page.blocks().indexOf(command) + 1;
    return next < page.blocks().size() && page.blocks().get(next).language().equals("text")
        ? page.blocks().get(next).text().lines().map(String::strip).toList()
        : List.of("");
  }
}
