package org.uacce.codec.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.uacce.codec.Accelerator;
import org.uacce.codec.AcceleratorDevice;
import org.uacce.codec.Seed;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.NativeLibraryLoader;

/** The accelerator that the device tests work on, and the sums of what they did with it. */
final class DeviceUnderTest implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** What a ring usually has: laps are counted by it where the device does not tell its own. */
  private static final int USUAL_ENTRIES = 1024;

  private static final LongAdder requests = new LongAdder();
  private static final LongAdder usualLaps = new LongAdder();
  private static long emulatedLapsBefore;
  private static final LongAdder queues = new LongAdder();
  private static final Map<String, String> faults = new TreeMap<>();

  private static long emulatedLaps() throws IOException {
    return EmulatorControl.present() ? EmulatorControl.total("laps") : 0;
  }

  /** Not an assumption in {@link #beforeAll}: that would be reported as no test, not as a skip. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return context.getTestMethod().isPresent() || Accelerator.isAvailable()
        ? ConditionEvaluationResult.enabled("there is an accelerator")
        : ConditionEvaluationResult.disabled(
            "no accelerator on this machine: " + Accelerator.unavailabilityReasons());
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    Seed.random("device"); // prints the seed
    requests.reset();
    usualLaps.reset();
    emulatedLapsBefore = emulatedLaps();
    queues.reset();
    faults.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (queues.sum() > 0) {
      System.out.printf(
          "%s: requests=%d laps=%d queues=%d faults given/seen: %s%n",
          context.getDisplayName(),
          requests.sum(),
          EmulatorControl.present() ? emulatedLaps() - emulatedLapsBefore : usualLaps.sum(),
          queues.sum(),
          faults.isEmpty() ? "none" : faults);
    }
  }

  static Binding binding() {
    return NativeLibraryLoader.result().binding();
  }

  /** The first to be tried. */
  static AcceleratorDevice device() {
    return firstUsable()
        .orElseThrow(() -> new AssertionError("gone: " + Accelerator.unavailabilityReasons()));
  }

  private static Optional<AcceleratorDevice> firstUsable() {
    return Accelerator.devices().stream().filter(AcceleratorDevice::usable).findFirst();
  }

  /** That device's free queues now. */
  static int available(AcceleratorDevice device) {
    return Accelerator.devices().stream()
        .filter(each -> each.name().equals(device.name()))
        .findFirst()
        .orElseThrow()
        .availableInstances();
  }

  /**
   * Opens a queue of the first device; for a while again and again where there is none, or the
   * reason is an ordinary one.
   */
  static DeviceQueue open(Direction direction, int depth) throws DeviceOpenException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      AcceleratorDevice device =
          System.nanoTime() < deadline ? firstUsable().orElse(null) : device();
      if (device != null) {
        try {
          DeviceQueue queue = DeviceQueue.open(binding(), device, direction, depth);
          queues.increment();
          return queue;
        } catch (DeviceOpenException e) {
          if (!e.reason().ordinary() || System.nanoTime() > deadline) {
            throw e;
          }
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Adds a queue's numbers to the sums, and closes it. */
  static void finish(DeviceQueue queue) {
    DeviceQueue.Counts counts = queue.counts();
    requests.add(counts.submitted());
    usualLaps.add(counts.submitted() / USUAL_ENTRIES);
    assertThat(counts.sqDoorbells()).as("one doorbell for a batch").isEqualTo(counts.batches());
    queue.close();
  }

  static void fault(String kind, long given, long seen) {
    faults.put(kind, given + "/" + seen);
    assertThat(seen).as("faults seen: kind=%s", kind).isEqualTo(given).isPositive();
  }

  /** Takes turns until the slot is the owner's again, spinning first, then sleeping. */
  static SlotState await(DeviceQueue queue, Slot slot) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    for (int i = 0; ; i++) {
      SlotState state = slot.state();
      if (state == SlotState.DONE || state == SlotState.LOST) {
        return state;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no answer: state=" + state + " queue=" + queue.state());
      }
      if (queue.turn() <= 0 && i > 50) {
        LockSupport.parkNanos(20_000);
      }
    }
  }

  /** As {@link #await}, and the job has to be done. */
  static void awaitDone(DeviceQueue queue, Slot slot) {
    assertThat(await(queue, slot)).as("failure=%s", queue.failure()).isEqualTo(SlotState.DONE);
    assertThat(slot.status())
        .as("device status %#x", slot.deviceStatus())
        .isEqualTo(JobStatus.DONE);
  }
}
