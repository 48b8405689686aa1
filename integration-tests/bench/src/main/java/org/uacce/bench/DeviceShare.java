package org.uacce.bench;

import java.io.IOException;
import java.util.Arrays;
import org.uacce.bench.BareFilter.Block;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.ShuffleFrame;

/**
 * What a device would get of a corpus, and how small one that compresses weakly makes it.
 *
 * @param share of the corpus's bytes that a device is given, behind the filter
 * @param plainRatio of the corpus without filter, 64 KiB blocks
 * @param filteredRatio of the corpus with it
 */
record DeviceShare(String corpus, double share, double plainRatio, double filteredRatio) {
  private static final int PLAIN_FRAME_BYTES =
      ShuffleFrame.MOST_HEADER_BYTES + ShuffleFrame.BODY_TRAILER_BYTES;

  static DeviceShare of(RowCorpus corpus, WeakEngine engine) throws IOException {
    long given = 0;
    long filtered = 0;
    for (Block block : BareFilter.blocks(corpus)) {
      byte[] body = block.forEngine();
      given += body.length;
      filtered += engine.compressed(body) + block.rawBytes() + PLAIN_FRAME_BYTES;
      filtered += block.isFiltered() ? FilteredPayload.MOST_PREFIX_BYTES : 0;
    }
    long plain = 0;
    for (byte[] stream : corpus.streams()) {
      for (int at = 0; at < stream.length; at += BareFilter.BLOCK_BYTES) {
        int end = Math.min(stream.length, at + BareFilter.BLOCK_BYTES);
        plain += engine.compressed(Arrays.copyOfRange(stream, at, end)) + PLAIN_FRAME_BYTES;
      }
    }
    double bytes = corpus.bytes();
    return new DeviceShare(corpus.name(), given / bytes, bytes / plain, bytes / filtered);
  }
}
