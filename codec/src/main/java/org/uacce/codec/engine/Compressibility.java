package org.uacce.codec.engine;

/**
 * What a stream learned from its last blocks, so that incompressible data costs little: after a
 * block that did not shrink, a sample of the next one is compressed first, and the block is stored
 * when the sample does not shrink either. Every {@value #RECHECK_BLOCKS}th such block is compressed
 * whole, since data changes and a sample sees no far repeats.
 */
public final class Compressibility {
  /**
   * 4 KiB of 64 KiB: a sixteenth of the work, and enough to see repeats as far apart as wide rows
   * are.
   */
  static final int SAMPLE_BYTES = 4 << 10;

  private static final int RECHECK_BLOCKS = 16;

  private int storedInARow;

  /** Whether the next block is worth a sample before it is compressed. */
  boolean suspicious(int blockBytes) {
    return storedInARow % RECHECK_BLOCKS != 0 && blockBytes >= 4 * SAMPLE_BYTES;
  }

  /** A block became smaller elsewhere. */
  public void shrank() {
    learn(false);
  }

  void learn(boolean stored) {
    storedInARow = stored ? storedInARow + 1 : 0;
  }
}
