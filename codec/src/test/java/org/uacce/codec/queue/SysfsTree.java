package org.uacce.codec.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class folder as the kernel makes it, for tests to spoil. */
public final class SysfsTree {
  static final String GOOD_MMIO = "8192\n";
  static final String GOOD_DUS = "151552\n";

  private final Path classFolder;
  private final Path deviceFolder;

  public SysfsTree(Path root) throws IOException {
    classFolder = Files.createDirectories(root.resolve("class"));
    deviceFolder = Files.createDirectories(root.resolve("dev"));
  }

  Discovery discovery() {
    return new Discovery(classFolder, deviceFolder);
  }

  public Path classFolder() {
    return classFolder;
  }

  /** Where the nodes are looked for; empty. */
  public Path deviceFolder() {
    return deviceFolder;
  }

  /** A device without a fault: the texts of a Kunpeng 920. */
  public SysfsTree device(String name) throws IOException {
    Path folder = Files.createDirectories(classFolder.resolve(name).resolve("device"));
    Files.writeString(folder.resolve("numa_node"), "-1\n");
    return with(name, "api", "hisi_qm_v2\n")
        .with(name, "algorithms", "zlib\ngzip\n")
        .with(name, "flags", "1\n")
        .with(name, "available_instances", "64\n")
        .with(name, "region_mmio_size", GOOD_MMIO)
        .with(name, "region_dus_size", GOOD_DUS)
        .with(name, "isolate", "0\n")
        .with(name, "isolate_strategy", "0\n");
  }

  public SysfsTree with(String name, String attribute, String text) throws IOException {
    Files.writeString(path(name, attribute), text);
    return this;
  }

  SysfsTree without(String name, String attribute) throws IOException {
    Files.delete(path(name, attribute));
    return this;
  }

  Path path(String name, String attribute) {
    return classFolder.resolve(name).resolve(attribute);
  }
}
