package org.uacce.scenarios;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/** Everything that a class logs while this is open, down to DEBUG. */
final class CapturedLog extends AbstractAppender implements AutoCloseable {
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final String logger;

  CapturedLog(String logger) {
    super("captured " + logger, null, null, true, Property.EMPTY_ARRAY);
    this.logger = logger;
    if (context.getConfiguration().getLoggers().containsKey(logger)) {
      throw new IllegalStateException("Cannot capture a configured logger: logger=" + logger);
    }
    start();
    LoggerConfig config = new LoggerConfig(logger, Level.DEBUG, false);
    config.addAppender(this, Level.DEBUG, null);
    context.getConfiguration().addLogger(logger, config);
    context.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    messages.add(event.getMessage().getFormattedMessage());
  }

  List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    context.getConfiguration().removeLogger(logger);
    context.updateLoggers();
    stop();
  }
}
