package org.uacce.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * A namenode and a datanode on the loopback interface: {@code HdfsServer <folder>}. Prints the file
 * system's URI, alone on a line, when it may be used, and runs until standard input ends.
 */
final class HdfsServer {
  private HdfsServer() {}

  public static void main(String[] args) throws IOException {
    ParentWatch.exitWithParent();
    if (args.length != 1) {
      System.err.println("Usage: HdfsServer <folder>");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    Configuration conf = new Configuration();
    try (MiniDFSCluster cluster =
        new MiniDFSCluster.Builder(conf, folder.toFile()).numDataNodes(1).build()) {
      cluster.waitActive();
      System.out.println(cluster.getURI());
      while (System.in.read() >= 0) {
        // What is typed means nothing; its end is the sign to stop.
      }
    }
  }
}
