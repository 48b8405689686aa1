package org.uacce.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/**
 * CPU time and allocation of the current thread, which a busy neighbour does not lengthen, and the
 * time on the wall, which it does.
 */
final class ThreadClock {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ThreadClock() {}

  static Sample measure(Contest contest, Peer peer, int round) throws IOException {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long wall = System.nanoTime();
    long nanos = THREADS.getCurrentThreadCpuTime();
    long result = peer.work().run();
    nanos = THREADS.getCurrentThreadCpuTime() - nanos;
    wall = System.nanoTime() - wall;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    return contest.sample(peer, round, result, nanos, allocated, wall);
  }
}
