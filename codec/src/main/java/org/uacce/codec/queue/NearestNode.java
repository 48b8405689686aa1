package org.uacce.codec.queue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory node of the CPU that this thread runs on. A hint: the thread may move the moment
 * after, and where nothing can be learnt all nodes are equally near.
 */
final class NearestNode {
  static final int UNKNOWN = -1;

  /** Counted from 1 in proc(5): the CPU number last executed on. */
  private static final int PROCESSOR_FIELD = 39;

  /** The state is the first field behind the program's name, which may hold any character. */
  private static final int STATE_FIELD = 3;

  private NearestNode() {}

  static int ofThisThread() {
    return of(Path.of("/proc/thread-self"), Path.of("/sys/devices/system/cpu"));
  }

  /**
   * @param self the thread's folder of /proc
   * @param cpus the folder with one folder for each CPU, which has a link {@code nodeN}
   */
  static int of(Path self, Path cpus) {
    try {
      String stat = new SysfsFolder(self).text("stat");
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
      int processor = Integer.parseInt(fields[PROCESSOR_FIELD - STATE_FIELD]);
      return nodeOf(cpus.resolve("cpu" + processor));
    } catch (SysfsFolder.UnusableException | IOException | RuntimeException e) {
      // A hint that cannot be had; the order of the devices then leaves it out.
      return UNKNOWN;
    }
  }

  private static int nodeOf(Path cpu) throws IOException {
    if (Files.isDirectory(cpu)) {
      try (DirectoryStream<Path> links = Files.newDirectoryStream(cpu, "node[0-9]*")) {
        for (Path link : links) {
          return Integer.parseInt(link.getFileName().toString().substring("node".length()));
        }
      }
    }
    return UNKNOWN;
  }
}
