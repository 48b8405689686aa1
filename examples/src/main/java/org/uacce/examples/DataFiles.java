package org.uacce.examples;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files that a Spark job left in a folder, without its marks and checksums. */
final class DataFiles {
  private DataFiles() {}

  /**
   * @throws IOException if there is none
   */
  static List<FileStatus> in(URI folder, Configuration conf) throws IOException {
    FileSystem files = FileSystem.get(folder, conf);
    FileStatus[] found =
        files.listStatus(new Path(folder), path -> path.getName().startsWith("part-"));
    if (found.length == 0) {
      throw new IOException("Cannot find a data file: folder=" + folder);
    }
    return Arrays.asList(found);
  }
}
