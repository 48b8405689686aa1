package org.uacce.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the documentation, byte for byte as it is published.
 *
 * @param path below the root of the project
 * @param blocks fenced ones, in their order
 * @param links targets of Markdown links, without a fragment, that are not of another host
 */
record Page(String path, List<Block> blocks, List<String> links) {
  /** The project's folder, from which all paths here count. */
  static final Path ROOT = Path.of(System.getProperty("uacce.root")).normalize();

  private static final Pattern FENCE = Pattern.compile("\\s*```(\\S*)\\s*");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

  static Page read(String path) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    StringBuilder text = null;
    String language = "";
    int opened = 0;
    int number = 0;
    for (String line : Files.readAllLines(ROOT.resolve(path))) {
      number++;
      Matcher fence = FENCE.matcher(line);
      if (fence.matches() && text == null) {
        text = new StringBuilder();
        language = fence.group(1);
        opened = number;
      } else if (fence.matches()) {
        blocks.add(new Block(language, opened, text.toString()));
        text = null;
      } else if (text != null) {
        text.append(line).append('\n');
      } else {
        addLinks(line, links);
      }
    }
    if (text != null) {
      throw new IOException(
          "Cannot read a page: block never ends: page=" + path + " line=" + opened);
    }
    return new Page(path, List.copyOf(blocks), List.copyOf(links));
  }

  private static void addLinks(String line, List<String> links) {
    Matcher link = LINK.matcher(line);
    while (link.find()) {
      if (!link.group(1).contains("://")) {
        links.add(link.group(1));
      }
    }
  }

  /** What a link of this page points to. */
  Path target(String link) {
    return ROOT.resolve(path).resolveSibling(link).normalize();
  }

  @Override
  public String toString() {
    return path;
  }
}
