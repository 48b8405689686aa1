package org.uacce.examples;

/** Ends a program that the demo launched when the demo is gone, however it went. */
final class ParentWatch {
  /** Set by whoever launches a program that must not outlive it. */
  static final String PROPERTY = "org.uacce.examples.exitWithParent";

  private static final int ORPHANED = 3;

  private ParentWatch() {}

  /** Does nothing in a program that was started by hand. */
  static void exitWithParent() {
    if (Boolean.getBoolean(PROPERTY)) {
      ProcessHandle.current().parent().ifPresent(ParentWatch::watch);
    }
  }

  private static void watch(ProcessHandle parent) {
    Thread watch =
        new Thread(
            () -> {
              parent.onExit().join();
              Runtime.getRuntime().halt(ORPHANED);
            },
            "exit with parent");
    watch.setDaemon(true);
    watch.start();
  }
}
