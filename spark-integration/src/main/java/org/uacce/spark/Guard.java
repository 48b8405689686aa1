package org.uacce.spark;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps of a plugin's life, each of which the application can do without: what one throws
 * would end a driver or an executor, so it is one line of the log instead.
 */
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

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
      LOG.warn("Cannot {}: cause=\"{}\"; the application goes on without", what, e.toString(), e);
    }
  }
}
