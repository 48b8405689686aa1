package org.uacce.bench;

import java.io.IOException;

/**
 * One way of doing the work of a {@link Contest}.
 *
 * @param name stands in tables
 * @param work one pass over the whole corpus
 */
record Peer(String name, Work work) {
  /** One pass. */
  interface Work {
    /** Returns the size of the result in bytes, so that no work can be optimized away. */
    long run() throws IOException;
  }
}
