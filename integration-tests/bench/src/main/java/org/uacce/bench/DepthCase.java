package org.uacce.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.uacce.codec.CodecConfig;

/**
 * One cell of the sweep: blocks of a size, and so many of them under way together.
 *
 * @param depth blocks under way, of all streams; of software it is 1
 */
record DepthCase(Way way, int blockBytes, int depth) {
  /** Who works, and in which direction. */
  enum Way {
    COMPRESS(true),
    INFLATE(true),
    SOFTWARE_COMPRESS(false),
    SOFTWARE_INFLATE(false);

    private final boolean onDevice;

    Way(boolean onDevice) {
      this.onDevice = onDevice;
    }

    boolean onDevice() {
      return onDevice;
    }

    boolean reads() {
      return this == INFLATE || this == SOFTWARE_INFLATE;
    }
  }

  /** As deep as one stream goes; what is deeper has several streams of the default's depth. */
  private static final int DEEPEST_STREAM = 16;

  private static final int STREAM_OF_MANY = 4;

  /**
   * A queue's places, {@code depth} by default, are taken by those that wait for a doorbell, too:
   * {@code batch} of them at most.
   */
  private static final int LOW_WATER = 32;

  private static final int BATCH = 16;

  /**
   * The sweep; readers go as deep as one stream does, since reading ahead is a matter of one.
   *
   * @param sizes of blocks, in bytes
   */
  static List<DepthCase> all(List<Integer> sizes, List<Integer> depths) {
    List<DepthCase> cases = new ArrayList<>();
    for (int size : sizes) {
      for (int depth : depths) {
        cases.add(new DepthCase(Way.COMPRESS, size, depth));
        if (depth <= DEEPEST_STREAM) {
          cases.add(new DepthCase(Way.INFLATE, size, depth));
        }
      }
      cases.add(new DepthCase(Way.SOFTWARE_COMPRESS, size, 1));
      cases.add(new DepthCase(Way.SOFTWARE_INFLATE, size, 1));
    }
    return cases;
  }

  int streams() {
    return depth <= DEEPEST_STREAM ? 1 : depth / STREAM_OF_MANY;
  }

  /**
   * Jobs that the device keeps while later ones come: as many as leave nobody waiting. Beyond
   * {@code lowWater} a batch may wait for its doorbell meanwhile.
   */
  int lag() {
    return depth <= LOW_WATER ? depth - 1 : depth - BATCH;
  }

  CodecConfig config() {
    Map<String, String> options = new HashMap<>();
    options.put("mode", way.onDevice() ? "hardware" : "software");
    options.put("verify", "crc");
    options.put("blockSize", Integer.toString(blockBytes));
    options.put("minOffloadSize", "512");
    options.put("inFlight", Integer.toString(depth / streams()));
    // What stays under way does so until the case ends.
    options.put("timeout", "60s");
    // For 64 blocks of 1 MiB under way, and for gathering them.
    options.put("bufferPool.maxBytes", "1g");
    options.put("streamBuffer.maxBytes", "256m");
    return HostContests.config(options);
  }

  String question() {
    return HostCost.QUESTION + way.name().toLowerCase(Locale.ROOT);
  }
}
