package org.uacce.codec.queue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.uacce.codec.AcceleratorDevice;

/**
 * Reads one folder of the class folder into an {@link AcceleratorDevice} and decides whether it may
 * be used. Attributes and flags are those of the kernel's {@code
 * Documentation/ABI/testing/sysfs-driver-uacce} and {@code include/uapi/misc/uacce/uacce.h}.
 */
final class DeviceReader {
  /** Fits a file name of /dev and one line of a log. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

  /** The queue layout, and what kernels without shared addresses put behind it. */
  private static final Pattern API = Pattern.compile("hisi_qm_v([0-9]{1,2})(_noiommu)?");

  private static final int OLDEST_GENERATION = 2;

  private static final long FLAG_SVA = 1;
  private static final long FLAG_NOIOMMU = 2;
  private static final long MAX_FLAGS = 0xffffffffL;

  /** Of a host, far beyond any device's 4096. */
  private static final int MAX_INSTANCES = 1 << 20;

  private static final int MAX_NUMA_NODE = 1 << 16;

  /** The doorbell of generation 2 and later is 8 bytes at 0x1000 of region 0. */
  private static final int MIN_MMIO_BYTES = 0x1000 + 8;

  /** The smallest rings: two entries each of 128 and 16 bytes, and the two stop words. */
  private static final int MIN_DUS_BYTES = 2 * (128 + 16) + 8;

  /** A real region has at most a few hundred KiB; more is a lie that would be mapped. */
  private static final int MAX_REGION_BYTES = 1 << 30;

  private final SysfsFolder folder;
  private String api = "";
  private int generation;
  private boolean noIommuApi;
  private List<String> algorithms = List.of();
  private long flags;
  private int availableInstances;
  private long mmioBytes;
  private long dusBytes;
  private boolean isolated;
  private int numaNode = NearestNode.UNKNOWN;

  private DeviceReader(SysfsFolder folder) {
    this.folder = folder;
  }

  /** Returns null for a device of another kind, such as one that only encrypts. */
  static AcceleratorDevice deviceOrNull(Path folder, Path deviceFolder) {
    String name = folder.getFileName().toString();
    DeviceReader reader = new DeviceReader(new SysfsFolder(folder));
    String refusal;
    try {
      if (!NAME.matcher(name).matches()) {
        name = SysfsFolder.quoted(name);
        throw new SysfsFolder.UnusableException("its name is no device's");
      }
      reader.algorithms = reader.folder.text("algorithms").lines().toList();
      if (!reader.algorithms.contains("zlib") || !reader.algorithms.contains("gzip")) {
        return null;
      }
      reader.read();
      refusal = reader.refusal();
    } catch (SysfsFolder.UnusableException e) {
      refusal = e.getMessage() + "; see the kernel log for what is wrong with its driver";
    }
    return new AcceleratorDevice(
        name,
        deviceFolder.resolve(name),
        reader.api,
        reader.generation,
        reader.algorithms,
        reader.flags,
        reader.availableInstances,
        reader.mmioBytes,
        reader.dusBytes,
        reader.isolated,
        reader.numaNode,
        refusal);
  }

  private void read() throws SysfsFolder.UnusableException {
    String text = folder.text("api");
    Matcher matcher = API.matcher(text);
    api = matcher.matches() ? text : SysfsFolder.quoted(text);
    if (matcher.matches()) {
      generation = Integer.parseInt(matcher.group(1));
      noIommuApi = matcher.group(2) != null;
    }
    flags = folder.number("flags", 0, MAX_FLAGS);
    // Older kernels have no isolation, and a device without it cannot be isolated.
    isolated = folder.has("isolate") && folder.number("isolate", 0, 1) == 1;
    if (folder.has("device/numa_node")) {
      numaNode = (int) folder.number("device/numa_node", NearestNode.UNKNOWN, MAX_NUMA_NODE);
    }
    availableInstances = (int) folder.number("available_instances", 0, MAX_INSTANCES);
    mmioBytes = folder.number("region_mmio_size", 0, Long.MAX_VALUE);
    dusBytes = folder.number("region_dus_size", 0, Long.MAX_VALUE);
  }

  private String refusal() {
    if (noIommuApi || (flags & FLAG_NOIOMMU) != 0) {
      return "its addresses are physical: api="
          + api
          + " flags="
          + flags
          + "; load hisi_zip with uacce_mode=1 on a kernel with SVA";
    }
    if ((flags & FLAG_SVA) == 0) {
      return "it does not share the process's addresses: flags="
          + flags
          + " needed=1 (SVA); switch on the SMMU and load hisi_zip with uacce_mode=1";
    }
    if (generation == 1) {
      return "hardware of the first generation is not supported: api=" + api + "; use software";
    }
    if (generation < OLDEST_GENERATION) {
      return "its queue layout is unknown: api="
          + api
          + " needed=hisi_qm_v"
          + OLDEST_GENERATION
          + " or later; look for a newer release of this codec";
    }
    if (isolated) {
      return "the kernel has isolated it after too many errors: isolate=1; see the kernel log, then"
          + " load its driver again";
    }
    if (mmioBytes < MIN_MMIO_BYTES || mmioBytes > MAX_REGION_BYTES) {
      return region("region_mmio_size", mmioBytes, MIN_MMIO_BYTES);
    }
    if (dusBytes < MIN_DUS_BYTES || dusBytes > MAX_REGION_BYTES) {
      return region("region_dus_size", dusBytes, MIN_DUS_BYTES);
    }
    return null;
  }

  private static String region(String attribute, long bytes, int min) {
    return "the size of a region is impossible: "
        + attribute
        + "="
        + bytes
        + " range="
        + min
        + ".."
        + MAX_REGION_BYTES
        + "; see the kernel log for what is wrong with its driver";
  }
}
