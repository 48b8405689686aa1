package org.uacce.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;

/** CPU time and allocation of the current thread: a busy neighbour does not lengthen them. */
final class ThreadClock {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private ThreadClock() {}

  static Sample measure(Contest contest, Peer peer, int round) throws IOException {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long nanos = THREADS.getCurrentThreadCpuTime();
    long result = peer.work().run();
    nanos = THREADS.getCurrentThreadCpuTime() - nanos;
    allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    return new Sample(
        contest.question(),
        contest.corpus(),
        contest.level(),
        peer.name(),
        round,
        contest.units(),
        result,
        nanos,
        allocated);
  }
}
