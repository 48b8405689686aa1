package org.uacce.codec.queue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.NativeLibraryLoader;

/** A host whose devices come, go and refuse as the test says; {@link ScriptedCalls} below each. */
final class ScriptedDevices {
  /** In the order in which to try them. */
  final List<AcceleratorDevice> devices = new ArrayList<>();

  /** By name: the errno that an open answers; absent: it works. */
  final Map<String, Integer> refusing = new HashMap<>();

  /** Names, in order. */
  final List<String> tried = new ArrayList<>();

  final List<ScriptedCalls> drivers = new ArrayList<>();
  final List<DeviceQueue> queues = new ArrayList<>();

  List<AcceleratorDevice> look() {
    return List.copyOf(devices);
  }

  DeviceQueue open(AcceleratorDevice device, Direction direction, int depth)
      throws DeviceOpenException {
    tried.add(device.name());
    Integer error = refusing.get(device.name());
    if (error != null) {
      throw new DeviceOpenException(device, direction, OpenStep.NODE, error, "");
    }
    Binding binding = NativeLibraryLoader.result().binding();
    ScriptedCalls driver = new ScriptedCalls(binding, depth);
    drivers.add(driver);
    QueueHandle handle = QueueHandle.orNull(driver, binding, depth);
    DeviceQueue queue = new DeviceQueue(device.name(), direction, handle, depth);
    queues.add(queue);
    return queue;
  }

  /** The driver below a queue. */
  ScriptedCalls driver(SharedQueue queue) {
    return drivers.get(queues.indexOf(queue.queue()));
  }

  void add(String name) {
    devices.add(device(name, null));
  }

  static AcceleratorDevice device(String name, String refusal) {
    return new AcceleratorDevice(
        name,
        Path.of("/dev", name),
        "hisi_qm_v2",
        2,
        List.of("zlib", "gzip"),
        1,
        64,
        8192,
        151552,
        false,
        -1,
        refusal);
  }

  static Slot push(SharedQueue queue) {
    Slot slot = queue.claim();
    slot.fill(1 << 20, 100, 1 << 20, 200, DeflateFormat.GZIP, Ending.FINAL, 0);
    queue.push(slot);
    return slot;
  }

  /** The queue fails as the driver says, with one job under way. */
  Slot fail(SharedQueue queue, int error) {
    ScriptedCalls driver = driver(queue);
    driver.completes = tag -> false;
    driver.answer = -error;
    return push(queue);
  }
}
