package org.uacce.codec.log;

/**
 * The log of one class. The -all jar carries no slf4j, since Spark and Hadoop bring their own; a
 * JVM with nothing but that jar must work all the same, so nobody else in the core names slf4j's
 * classes. Any thread.
 */
public abstract sealed class Log permits Slf4jLog, StderrLog {
  Log() {}

  /**
   * A log of slf4j's where that is on the class path and whole, else one that prints warnings to
   * standard error and nothing else.
   */
  public static Log of(Class<?> source) {
    try {
      return new Slf4jLog(source);
    } catch (LinkageError absent) {
      return new StderrLog(source.getSimpleName());
    }
  }

  /** A line about an ordinary change of state; {@code {}} stands for each argument in turn. */
  public abstract void info(String format, Object... arguments);

  /** A line about something that somebody should mend; placeholders as for {@link #info}. */
  public abstract void warn(String format, Object... arguments);
}
