package org.uacce.codec.doctor;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.DeviceChoice;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Errno;
import org.uacce.codec.queue.DeviceOpenException;
import org.uacce.codec.queue.DeviceProbe;
import org.uacce.codec.queue.Discovery;
import org.uacce.codec.queue.OpenStep;

/**
 * The accelerators: what the kernel says of each, and whether one queue of it opens and gives right
 * bytes. Never more than one queue at a time, and none of a device that the codec would refuse.
 */
final class DeviceCheck {
  static final String GROUP = "devices";

  private static final long FLAG_SVA = 1;
  private static final long FLAG_NOIOMMU = 2;
  private static final int PROBE_DEPTH = 64;

  private final Settings settings;
  private final Binding binding;
  private final Sample sample;
  private final SpeedCurve curve;
  private final List<Finding> found = new ArrayList<>();
  private boolean works;

  /**
   * @param binding null without the native library; then no queue is opened
   * @param curve of the first device that works; null without measuring
   */
  DeviceCheck(Settings settings, Binding binding, Sample sample, SpeedCurve curve) {
    this.settings = settings;
    this.binding = binding;
    this.sample = sample;
    this.curve = curve;
  }

  /** Whether a device gave right bytes. Only after {@link #look}. */
  boolean works() {
    return works;
  }

  List<Finding> look() {
    Discovery.Findings seen = Discovery.ofThisHost().look();
    if (seen.problem() != null) {
      found.add(Finding.problem(GROUP, "accelerators", Cause.NO_DEVICE, seen.problem()));
    }
    DeviceChoice choice = choice();
    for (AcceleratorDevice device : seen.devices()) {
      found.add(
          choice.allows(device.name())
              ? facts(device, look(device))
              : facts(
                  device,
                  Finding.note(GROUP, device.name(), "not among those that may be used", null)
                      .with("devices", choice)));
    }
    if (!seen.devices().isEmpty()
        && seen.devices().stream().noneMatch(device -> choice.allows(device.name()))) {
      found.add(
          Finding.problem(
                  GROUP,
                  "devices option",
                  Cause.NO_DEVICE,
                  "none of the named devices is there",
                  "correct the option devices, or leave it at nearest")
              .with("devices", choice));
    }
    boolean unwanted = works || settings.softwareOnly();
    return unwanted ? found.stream().map(DeviceCheck::mild).toList() : found;
  }

  /** One that works, or software by choice: what is wrong with others is in nobody's way. */
  private static Finding mild(Finding finding) {
    boolean wrong = finding.cause() == Cause.DEVICE_WRONG;
    return finding.status() == Finding.Status.PROBLEM && !wrong ? finding.asNote() : finding;
  }

  /** Spark's, else Hadoop's. A value that is refused is reported by another check. */
  private DeviceChoice choice() {
    boolean ofSpark = settings.get(Settings.SPARK_PREFIX + CodecOption.DEVICES.key()) != null;
    try {
      CodecConfig config =
          ofSpark
              ? CodecConfig.read(Settings.SPARK_PREFIX, settings::get, Purpose.SHUFFLE)
              : CodecConfig.read(Settings.HADOOP_PREFIX, settings::hadoop, Purpose.FILE);
      return config.jvm().devices();
    } catch (RuntimeException refused) {
      return DeviceChoice.NEAREST;
    }
  }

  private Finding look(AcceleratorDevice device) {
    if (!device.usable()) {
      return Finding.problem(GROUP, device.name(), cause(device), device.refusal());
    }
    if (settings.softwareOnly()) {
      return Finding.note(GROUP, device.name(), "not opened: the settings ask for software", null);
    }
    if (binding == null) {
      return withoutLibrary(device);
    }
    try (DeviceProbe probe = DeviceProbe.open(binding, device, PROBE_DEPTH)) {
      probe.check(sample.block(64 << 10));
      if (curve != null && !works) {
        curve.measure(device.name(), probe);
      }
      works = true;
      return Finding.ok(GROUP, device.name(), "a queue opens, and a block comes back right");
    } catch (DeviceOpenException e) {
      return refused(device, e);
    } catch (DeviceProbe.ProbeException e) {
      Cause cause = e.gone() ? Cause.NOT_ANSWERING : Cause.DEVICE_WRONG;
      return Finding.problem(GROUP, device.name(), cause, e.getMessage(), null);
    }
  }

  private static Finding withoutLibrary(AcceleratorDevice device) {
    boolean allowed = Files.isReadable(device.node()) && Files.isWritable(device.node());
    if (!Files.exists(device.node())) {
      return Finding.problem(
          GROUP, device.name(), Cause.NO_DEVICE, "there is no node " + device.node(), null);
    }
    return allowed
        ? Finding.notChecked(
            GROUP,
            device.name(),
            "not opened: the native library is not loaded",
            "mend the library first")
        : Finding.problem(
            GROUP,
            device.name(),
            Cause.NO_PERMISSION,
            "this user may not read and write the node " + device.node(),
            null);
  }

  private static Finding refused(AcceleratorDevice device, DeviceOpenException e) {
    Cause cause =
        switch (e.reason()) {
          case BUSY -> Cause.ALL_QUEUES_BUSY;
          case FORBIDDEN -> Cause.NO_PERMISSION;
          case RESETTING -> Cause.NOT_ANSWERING;
          case GONE ->
              e.step() == OpenStep.NODE && e.error() == Errno.ENOENT
                  ? Cause.NO_DEVICE
                  : Cause.NOT_ANSWERING;
          case EXHAUSTED, UNEXPECTED -> Cause.DEVICE_UNSUITABLE;
        };
    String message = e.getMessage();
    String step = e.reason().nextStep();
    String facts = message.substring(0, message.length() - step.length() - 2);
    return Finding.problem(GROUP, device.name(), cause, facts, step);
  }

  /** In the order in which the codec refuses. */
  private static Cause cause(AcceleratorDevice device) {
    boolean read = device.generation() > 0;
    if (read && ((device.flags() & FLAG_NOIOMMU) != 0 || device.api().endsWith("_noiommu"))) {
      return Cause.NO_SHARED_ADDRESSES;
    }
    if (read && (device.flags() & FLAG_SVA) == 0) {
      return Cause.NO_SHARED_ADDRESSES;
    }
    if (device.generation() == 1) {
      return Cause.OLD_GENERATION;
    }
    return device.isolated() ? Cause.ISOLATED : Cause.DEVICE_UNSUITABLE;
  }

  private static Finding facts(AcceleratorDevice device, Finding finding) {
    return finding
        .with("node", device.node())
        .with("api", device.api())
        .with("sva", (device.flags() & FLAG_SVA) != 0)
        .with("freeQueues", device.availableInstances())
        .with("isolated", device.isolated())
        .with("numaNode", device.numaNode())
        .with("thisThreadsNode", Discovery.nearestNode());
  }
}
