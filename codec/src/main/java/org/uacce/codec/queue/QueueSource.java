package org.uacce.codec.queue;

import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.DeviceChoice;

/**
 * Opens a queue on the best of the devices that are there now: nearest first or spread over all, as
 * the options say; not on those that answered wrongly just before; on none when queues that could
 * not be stopped keep too much memory already. Any thread.
 */
final class QueueSource {
  /** Opens a queue on a device. */
  interface Opener {
    DeviceQueue open(AcceleratorDevice device, Direction direction, int depth)
        throws DeviceOpenException;
  }

  /**
   * What came of it.
   *
   * @param queue null if there is none
   * @param device that it is on; null if there is none
   * @param problem why there is none
   * @param resting of a device that could not be tried and may be after a time; null if there is
   *     none
   * @param tried whether there was a device that may be used
   */
  record Attempt(
      SharedQueue queue,
      AcceleratorDevice device,
      String problem,
      CircuitBreaker resting,
      boolean tried) {}

  private final QueueOptions options;
  private final Supplier<List<AcceleratorDevice>> devices;
  private final Opener opener;
  private final LongSupplier clock;
  private final CircuitBreakers breakers;

  /**
   * @param devices what is there now, in the order in which to try; the refused among them are
   *     passed over
   * @param clock {@link System#nanoTime()}
   */
  QueueSource(
      QueueOptions options,
      Supplier<List<AcceleratorDevice>> devices,
      Opener opener,
      LongSupplier clock,
      CircuitBreakers breakers) {
    this.options = options;
    this.devices = devices;
    this.opener = opener;
    this.clock = clock;
    this.breakers = breakers;
  }

  /**
   * Tries one device after the other.
   *
   * @param openOn how many queues of the direction are open on the device with a name
   */
  Attempt open(Direction direction, ToIntFunction<String> openOn) {
    long leaked = CodecMetric.DEVICE_LEAKED_BYTES.value();
    if (leaked >= options.leakLimitBytes()) {
      return new Attempt(null, null, leaksProblem(leaked), null, true);
    }
    List<AcceleratorDevice> all = devices.get();
    String problem = problem(all);
    CircuitBreaker resting = null;
    List<AcceleratorDevice> candidates = candidates(all, openOn);
    for (AcceleratorDevice device : candidates) {
      CircuitBreaker breaker = breakers.of(device.name());
      if (!breaker.isClosed(clock.getAsLong())) {
        problem = "left alone after wrong answers: device=" + device.name();
        resting = breaker;
        continue;
      }
      try {
        DeviceQueue queue = opener.open(device, direction, options.depth());
        SharedQueue shared =
            new SharedQueue(queue, options.rule(), options.timeoutNanos(), breaker);
        return new Attempt(shared, device, null, null, true);
      } catch (DeviceOpenException e) {
        problem = e.getMessage();
      }
    }
    return new Attempt(null, null, problem, resting, !candidates.isEmpty());
  }

  private String leaksProblem(long leaked) {
    return "queues that could not be stopped keep too much memory: leakedBytes="
        + leaked
        + " limit="
        + options.leakLimitBytes()
        + "; see the kernel log, and start this JVM anew";
  }

  /** Why no device may be used, if none may. */
  private String problem(List<AcceleratorDevice> all) {
    return "no device that may be used: devices="
        + options.devices()
        + " found="
        + all.stream()
            .map(d -> d.name() + (d.usable() ? "" : "(" + d.refusal() + ")"))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /** Those that may be used, in the order in which to try them. */
  private List<AcceleratorDevice> candidates(
      List<AcceleratorDevice> all, ToIntFunction<String> openOn) {
    List<AcceleratorDevice> usable =
        all.stream()
            .filter(device -> device.usable() && options.devices().allows(device.name()))
            .toList();
    if (options.devices().kind() == DeviceChoice.Kind.NEAREST) {
      return usable;
    }
    return usable.stream()
        .sorted(Comparator.comparingInt(device -> openOn.applyAsInt(device.name())))
        .toList();
  }
}
