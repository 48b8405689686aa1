package org.uacce.bench;

import java.io.IOException;

/** Time on the wall, for work that more than one thread does. */
final class WallClock {
  private WallClock() {}

  static Sample measure(Contest contest, Peer peer, int round) throws IOException {
    long nanos = System.nanoTime();
    long result = peer.work().run();
    nanos = System.nanoTime() - nanos;
    return contest.sample(peer, round, result, nanos, 0, nanos);
  }
}
