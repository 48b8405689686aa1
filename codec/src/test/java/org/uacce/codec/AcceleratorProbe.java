package org.uacce.codec;

/** Runs in a child JVM, which reads the folder properties once: prints what Accelerator says. */
public final class AcceleratorProbe {
  private AcceleratorProbe() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0) {
      System.setProperty(arguments[0], "/impossible\0path");
    }
    System.out.println("available=" + Accelerator.isAvailable());
    for (AcceleratorDevice device : Accelerator.devices()) {
      System.out.println("device " + device.node() + " usable=" + device.usable());
    }
    Accelerator.unavailabilityReasons().forEach(reason -> System.out.println("reason " + reason));
  }
}
