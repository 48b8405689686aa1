package org.uacce.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Thread CPU time less the time that the thread spent in the {@link InlineDevice}, which becomes a
 * sample of its own. One thread, and no other at the device.
 */
final class HostClock {
  /** Behind a peer's name: its device's time. */
  static final String DEVICE = ": device";

  private final List<Sample> device = new ArrayList<>();

  /**
   * One round of a contest; behind the samples of the peers those of the device, where it worked.
   */
  List<Sample> round(Contest contest, int round) throws IOException {
    device.clear();
    List<Sample> samples = new ArrayList<>(contest.round(round, this::measure));
    samples.addAll(device);
    return samples;
  }

  private Sample measure(Contest contest, Peer peer, int round) throws IOException {
    long busy = InlineDevice.busyNanos();
    Sample sample = ThreadClock.measure(contest, peer, round);
    busy = InlineDevice.busyNanos() - busy;
    if (busy > 0) {
      device.add(sample.with(peer.name() + DEVICE, busy));
    }
    return sample.with(peer.name(), sample.cpuNanos() - busy);
  }
}
