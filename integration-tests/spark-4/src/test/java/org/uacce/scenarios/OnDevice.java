package org.uacce.scenarios;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.uacce.codec.Accelerator;

/**
 * A test on an emulated accelerator that it gives orders to: run by the Maven profile {@code
 * device} only, and skipped with the reason where there is no such device.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("device")
@ExtendWith(OnDevice.Present.class)
@interface OnDevice {
  /** Of a class alone: its tests may well begin while the device is away. */
  final class Present implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      if (context.getTestMethod().isPresent()) {
        return ConditionEvaluationResult.enabled("its class is");
      }
      if (!Accelerator.isAvailable()) {
        return ConditionEvaluationResult.disabled(
            "no accelerator on this machine: " + Accelerator.unavailabilityReasons());
      }
      return Emulator.present()
          ? ConditionEvaluationResult.enabled("there is an emulated accelerator")
          : ConditionEvaluationResult.disabled(
              "nothing to give orders to the device: run under uacce-emu --control=FILE");
    }
  }
}
