package org.uacce.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of a plugin's life, each of which the application can do without: what one throws
 * would end a driver or an executor, so it is a warning in the log instead, once for each cause.
 */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  /** What was logged already: some steps are done again for each task. */
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private Guard() {}

  /**
   * Does a step.
   *
   * @param what it does, to be read behind "Cannot"
   */
  static void run(String what, Runnable step) {
    try {
      step.run();
    } catch (LinkageError | RuntimeException e) {
      if (LOGGED.add(what + e)) {
        LOG.warn("Cannot {}: cause=\"{}\"; the application goes on without", what, e.toString(), e);
      }
    }
  }
}
