package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The part of a page that a run writes: between two lines that stand there. */
final class DocsSection {
  static final String BEGIN = "<!-- bench.sh writes from here -->";
  static final String END = "<!-- bench.sh writes to here -->";

  private DocsSection() {}

  static void replace(Path page, List<String> section) throws IOException {
    List<String> old = Files.readAllLines(page);
    int begin = old.indexOf(BEGIN);
    int end = old.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException("Cannot publish: page=" + page + " lacks the lines " + BEGIN + END);
    }
    List<String> lines = new ArrayList<>(old.subList(0, begin + 1));
    lines.addAll(section);
    lines.addAll(old.subList(end, old.size()));
    Files.write(page, lines);
  }
}
