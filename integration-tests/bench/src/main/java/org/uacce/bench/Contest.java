package org.uacce.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Peers that do the same work on the same data and are measured in turns: load from outside, clock
 * and heat then meet all of them alike, and only ratios inside one round are compared. One thread.
 *
 * @param question what the contest answers, for example {@code raw.compress}
 * @param corpus label of the data
 * @param level of compression
 * @param units what one pass works on: uncompressed bytes, blocks or calls
 */
record Contest(String question, String corpus, int level, long units, List<Peer> peers) {
  /** Runs every peer once; each round begins with another peer. */
  List<Sample> round(int round) throws IOException {
    List<Sample> samples = new ArrayList<>(peers.size());
    for (int i = 0; i < peers.size(); i++) {
      Peer peer = peers.get((i + round) % peers.size());
      samples.add(ThreadClock.measure(this, peer, round));
    }
    return samples;
  }
}
