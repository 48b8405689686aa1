package org.uacce.codec.queue;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.uacce.codec.AcceleratorDevice;

/**
 * Finds the accelerators that the kernel shows in its class folder, and says of each whether it may
 * be used. Keeps nothing: every look reads anew. Any thread; never throws for what it finds.
 */
public final class Discovery {
  /** The kernel's class folder. An operator's property, so never read from job configuration. */
  public static final String CLASS_FOLDER_PROPERTY = "uacce.class.folder";

  /** The folder of the device nodes; likewise. */
  public static final String DEVICE_FOLDER_PROPERTY = "uacce.device.folder";

  /** More than any host has; what is beyond is not looked at. */
  private static final int MAX_ENTRIES = 1024;

  private static final Comparator<AcceleratorDevice> USABLE_FIRST =
      Comparator.comparing(AcceleratorDevice::usable).reversed();

  private final Path classFolder;
  private final Path deviceFolder;

  /**
   * What one look found.
   *
   * @param devices that know gzip and zlib, in the order in which to try them; then the refused
   * @param problem why there are none; null where there are
   */
  public record Findings(List<AcceleratorDevice> devices, String problem) {}

  private static final class ThisHost {
    static final Discovery DISCOVERY =
        new Discovery(
            folder(CLASS_FOLDER_PROPERTY, "/sys/class/uacce"),
            folder(DEVICE_FOLDER_PROPERTY, "/dev"));

    /** Null for a text that cannot be a path. */
    private static Path folder(String property, String usual) {
      try {
        return Path.of(System.getProperty(property, usual));
      } catch (InvalidPathException e) {
        return null;
      }
    }
  }

  Discovery(Path classFolder, Path deviceFolder) {
    this.classFolder = classFolder;
    this.deviceFolder = deviceFolder;
  }

  /** With the two folders of the system properties, which are read once. */
  public static Discovery ofThisHost() {
    return ThisHost.DISCOVERY;
  }

  /** The memory node of the CPU that this thread runs on just now; -1 where unknown. */
  public static int nearestNode() {
    return NearestNode.ofThisThread();
  }

  /** Reads the class folder. */
  public Findings look() {
    return look(NearestNode.ofThisThread());
  }

  Findings look(int nearestNode) {
    if (classFolder == null || deviceFolder == null) {
      return nothing(
          "not a path: correct -D"
              + (classFolder == null ? CLASS_FOLDER_PROPERTY : DEVICE_FOLDER_PROPERTY));
    }
    List<AcceleratorDevice> devices = new ArrayList<>();
    int entries = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(classFolder)) {
      for (Path folder : folders) {
        if (entries++ == MAX_ENTRIES) {
          break;
        }
        AcceleratorDevice device = DeviceReader.deviceOrNull(folder, deviceFolder);
        if (device != null) {
          devices.add(device);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return nothing(
          "the kernel has no uacce: folder="
              + classFolder
              + "; load the modules uacce and hisi_zip, the latter with uacce_mode=1");
    } catch (IOException | DirectoryIteratorException e) {
      return nothing("folder=" + classFolder + " error=" + e + "; make the folder readable");
    }
    if (devices.isEmpty()) {
      return nothing(
          "none knows gzip and zlib: folder="
              + classFolder
              + " entries="
              + entries
              + "; load the module hisi_zip with uacce_mode=1");
    }
    devices.sort(
        USABLE_FIRST
            .thenComparing(device -> nearestNode < 0 || device.numaNode() == nearestNode ? 0 : 1)
            .thenComparing(Comparator.comparing(AcceleratorDevice::availableInstances).reversed())
            .thenComparing(AcceleratorDevice::name));
    return new Findings(List.copyOf(devices), null);
  }

  private static Findings nothing(String why) {
    return new Findings(List.of(), "Cannot find an accelerator: " + why);
  }
}
