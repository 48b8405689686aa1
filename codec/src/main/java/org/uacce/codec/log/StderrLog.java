package org.uacce.codec.log;

import java.io.PrintStream;

/**
 * Warnings on standard error. What is merely information is left out: programs without a logging
 * framework are small ones whose own output matters.
 */
final class StderrLog extends Log {
  private final String name;
  private final PrintStream out;

  StderrLog(String name) {
    this(name, System.err);
  }

  StderrLog(String name, PrintStream out) {
    this.name = name;
    this.out = out;
  }

  @Override
  public void info(String format, Object... arguments) {
    // left out
  }

  @Override
  public void warn(String format, Object... arguments) {
    out.println("WARN uacce " + name + ": " + text(format, arguments));
  }

  /** Puts the arguments where slf4j would; those without a place follow at the end. */
  static String text(String format, Object... arguments) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (Object argument : arguments) {
      int at = format.indexOf("{}", from);
      text.append(format, from, at < 0 ? format.length() : at)
          .append(at < 0 ? " " : "")
          .append(argument);
      from = at < 0 ? format.length() : at + 2;
    }
    return text.append(format, from, format.length()).toString();
  }
}
