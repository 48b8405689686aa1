package org.uacce.codec;

import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel says of one accelerator that knows gzip and zlib, at one moment. Taken by {@link
 * Accelerator#devices()}.
 *
 * @param name as in the class folder, such as {@code hisi_zip-4}; never guess one
 * @param node the device node that a queue is opened from
 * @param api the register and queue layout, such as {@code hisi_qm_v2}; empty where it could not be
 *     read, as are the other texts
 * @param generation the number in it; 0 where there is none. Numbers are 0 where they could not be
 *     read
 * @param algorithms what it can run
 * @param flags bit 0: it shares the process's addresses (SVA)
 * @param availableInstances hardware queues that nobody has open; another process may take them
 * @param mmioBytes size of the doorbell region
 * @param dusBytes size of the region with the rings
 * @param isolated the kernel has withdrawn it after too many errors
 * @param numaNode the memory node it is attached to; -1 where unknown, as in most virtual machines
 * @param refusal why it is not used, with the next step; null for one that may be opened
 */
public record AcceleratorDevice(
    String name,
    Path node,
    String api,
    int generation,
    List<String> algorithms,
    long flags,
    int availableInstances,
    long mmioBytes,
    long dusBytes,
    boolean isolated,
    int numaNode,
    String refusal) {

  /** Whether a queue may be opened on it. That can still fail: all queues may be in use. */
  public boolean usable() {
    return refusal == null;
  }
}
