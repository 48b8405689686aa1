package org.uacce.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

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
  /** Neighbouring seeds give Random nearly equal first numbers. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /**
   * Runs every peer once; each round in another order, since who follows a peer of its own kind
   * finds the caches warm: 5 % where compressing is fast. Samples are in the peers' order.
   */
  List<Sample> round(int round) throws IOException {
    return round(round, ThreadClock::measure);
  }

  /**
   * What a meter has measured of one pass.
   *
   * @param nanos by which peers are compared
   * @param allocated bytes
   * @param wallNanos that passed meanwhile
   */
  Sample sample(Peer peer, int round, long result, long nanos, long allocated, long wallNanos) {
    return new Sample(
        question, corpus, level, peer.name(), round, units, result, nanos, allocated, wallNanos);
  }

  /** How one pass of a peer is measured. */
  interface Meter {
    Sample measure(Contest contest, Peer peer, int round) throws IOException;
  }

  /** As above, by another clock. */
  List<Sample> round(int round, Meter meter) throws IOException {
    Sample[] samples = new Sample[peers.size()];
    List<Integer> order = new ArrayList<>(IntStream.range(0, samples.length).boxed().toList());
    Collections.shuffle(order, new Random(round * SPREAD));
    for (int turn : order) {
      samples[turn] = meter.measure(this, peers.get(turn), round);
    }
    return List.of(samples);
  }
}
