package org.uacce.spark;

import java.util.List;
import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.uacce.codec.Accelerator;

/**
 * The accelerators that Spark assigned to this executor: {@code
 * spark.executor.resource.uacce.amount} and {@code .discoveryScript}. Spark's addresses are names
 * of devices here. A hint: Spark's workers discover each for itself, so that two of one host may
 * assign the same device.
 */
final class AssignedDevices {
  /** Of the resource, in Spark's keys. */
  static final String RESOURCE = "uacce";

  private static final Logger LOG = LoggerFactory.getLogger(AssignedDevices.class);

  private AssignedDevices() {}

  /** Without such a resource nothing changes: in local mode the driver's part may have one. */
  static void prefer(Map<String, ResourceInformation> resources) {
    ResourceInformation assigned = resources.get(RESOURCE);
    if (assigned != null && assigned.addresses().length > 0) {
      List<String> names = List.of(assigned.addresses());
      Accelerator.prefer(names);
      LOG.info("Trying assigned accelerators first: devices={}", names);
    }
  }
}
