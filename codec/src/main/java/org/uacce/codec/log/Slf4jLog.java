package org.uacce.codec.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The only class of the core that links to slf4j. */
final class Slf4jLog extends Log {
  private final Logger logger;

  Slf4jLog(Class<?> source) {
    this.logger = LoggerFactory.getLogger(source);
  }

  @Override
  public void info(String format, Object... arguments) {
    logger.info(format, arguments);
  }

  @Override
  public void warn(String format, Object... arguments) {
    logger.warn(format, arguments);
  }
}
