package org.uacce.bench;

import java.io.IOException;
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
  /** Runs every peer once; each round begins with another peer. Samples are in the peers' order. */
  List<Sample> round(int round) throws IOException {
    Sample[] samples = new Sample[peers.size()];
    for (int i = 0; i < samples.length; i++) {
      int turn = (i + round) % samples.length;
      samples[turn] = ThreadClock.measure(this, peers.get(turn), round);
    }
    return List.of(samples);
  }
}
