package org.uacce.guides;

/**
 * A fenced block of a page.
 *
 * @param language the word behind the fence
 * @param line where its fence opens, from 1
 * @param text without the fences, each line ended
 */
record Block(String language, int line, String text) {
  /** What a list of blocks names it by. */
  String firstLine() {
    return text.lines().findFirst().orElse("");
  }
}
