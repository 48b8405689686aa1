package org.uacce.codec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.uacce.codec.binding.LoadAttempt;
import org.uacce.codec.binding.NativeLibraryLoader;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.queue.Discovery;
import org.uacce.codec.queue.QueueManager;

/**
 * Whether this host has an accelerator that this process could use, and if not, why not.
 *
 * <p>Every question looks anew at what the kernel says, opens no queue and touches no device, so it
 * may be asked at any time by any thread. The answers are of that moment: another process may take
 * the last queue, and the rights on a device node are found out by opening it only.
 */
public final class Accelerator {
  /** A healthy device has done in this time whatever its queues hold. */
  private static final long WAIT_FOR_ABANDONED_NANOS = 50_000_000;

  /** Names; tried before all others. */
  private static volatile List<String> preferred = List.of();

  private Accelerator() {}

  /** Whether the native library is loaded and at least one device may be opened. */
  public static boolean isAvailable() {
    return NativeLibraryLoader.result().binding() != null
        && devices().stream().anyMatch(AcceleratorDevice::usable);
  }

  /**
   * The devices that know both gzip and zlib: first those that may be used, in the order in which
   * they would be tried ({@linkplain #prefer preferred}, then nearest memory node, then most free
   * queues, then name), then the refused ones. Empty where the kernel has none.
   */
  public static List<AcceleratorDevice> devices() {
    return inOrder(Discovery.ofThisHost().look().devices(), preferred);
  }

  /**
   * Names the devices that a resource manager has given this process: queues that are opened from
   * now on are tried on them first. No more than a hint, since two workers of a host may be given
   * the same device: a name that is not there or may not be used is passed over, and when these
   * have no free queue the others are tried as ever. The last call holds; an empty list ends it.
   */
  public static void prefer(List<String> names) {
    preferred = List.copyOf(names);
  }

  /** Keeps the order of the others, and the refused ones last. */
  static List<AcceleratorDevice> inOrder(List<AcceleratorDevice> devices, List<String> first) {
    if (first.isEmpty()) {
      return devices;
    }
    return devices.stream()
        .sorted(
            Comparator.comparing(
                device -> !device.usable() ? 2 : first.contains(device.name()) ? 0 : 1))
        .toList();
  }

  /**
   * One text for each thing in the way, with its facts and the next step: the native library, the
   * class folder, each refused device. Empty where nothing is; not empty on a host where one device
   * is used and another refused.
   */
  public static List<String> unavailabilityReasons() {
    List<String> reasons = new ArrayList<>();
    NativeLibraryLoader.Result library = NativeLibraryLoader.result();
    if (library.binding() == null) {
      for (LoadAttempt attempt : library.attempts()) {
        reasons.add("Cannot load the native library: " + attempt);
      }
    }
    Discovery.Findings findings = Discovery.ofThisHost().look();
    if (findings.problem() != null) {
      reasons.add(findings.problem());
    }
    for (AcceleratorDevice device : findings.devices()) {
      if (!device.usable()) {
        reasons.add("Cannot use the device: device=" + device.name() + " " + device.refusal());
      }
    }
    return List.copyOf(reasons);
  }

  /**
   * Tells that somebody with a beginning and an end uses the codec in this JVM, so that the queues
   * are closed in order at that end. Opens nothing, loads nothing, touches no device.
   *
   * @param config whose JVM-wide options hold from now on, unless somebody was first
   */
  public static void retain(CodecConfig config) {
    JvmOptions.agreed(config.jvm());
    QueueManager.retain();
  }

  /**
   * The end of what one {@link #retain} began. The last one closes the queues: blocks that are
   * under way are redone in software, and what comes later may open queues again.
   *
   * @throws IllegalStateException if nobody retains
   */
  public static void release() {
    QueueManager.release();
  }

  /**
   * Opens the queues now that the first block would open. Where no device may be used nothing is
   * loaded and nothing opened. Takes as long as the native library takes to load and the kernel to
   * open two queues.
   *
   * @param config whose JVM-wide options hold from now on, unless somebody was first
   * @return whether blocks can be compressed on an accelerator
   */
  public static boolean open(CodecConfig config) {
    return config.mode() != CodecConfig.Mode.SOFTWARE
        && devices().stream().anyMatch(AcceleratorDevice::usable)
        && Engine.shared(config).openQueues();
  }

  /**
   * Takes back what this thread's streams have at accelerators although their task has ended: for
   * streams that were dropped, whose places and memory would else stay taken until they are
   * garbage. Nearly free where there are none.
   *
   * <p>It concerns the streams that have blocks there and that no other thread has used since. A
   * stream that is used nevertheless goes on, and software does those blocks; only where {@code
   * streamBuffer.maxBytes} leaves no room for them a writer fails with an IOException.
   */
  public static void abandonStreams() {
    Thread thread = Thread.currentThread();
    int streams = BlockPipeline.abandonAllOf(thread) + InflateJobs.abandonAllOf(thread);
    Engine engine = Engine.sharedOrNull();
    if (streams > 0 && engine != null) {
      CodecMetric.DEVICE_ABANDONED.add(streams);
      engine.awaitAbandoned(WAIT_FOR_ABANDONED_NANOS);
    }
  }
}
