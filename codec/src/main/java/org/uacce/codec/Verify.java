package org.uacce.codec;

/**
 * How much of what an accelerator made is checked before it is handed on. Blocks that software made
 * are never checked.
 *
 * @param kind what is done
 * @param every of how many blocks one is inflated; 1 or more, and 1 unless {@code kind} is SAMPLE
 */
public record Verify(Kind kind, int every) {
  /** What is compared. */
  public enum Kind {
    /** Every block is inflated again. */
    FULL,
    /** The checksum of the caller's bytes with the one that the device computed. */
    CRC,
    /** As CRC, and some blocks as FULL. */
    SAMPLE,
    /** Nothing. */
    NONE
  }

  static final int MAX_EVERY = 1_000_000;

  public Verify {
    if (every < 1 || every > MAX_EVERY || (every > 1 && kind != Kind.SAMPLE)) {
      throw new IllegalArgumentException(
          "Cannot verify: kind=" + kind + " every=" + every + " range=1.." + MAX_EVERY);
    }
  }

  static Verify of(Kind kind) {
    return new Verify(kind, 1);
  }

  /**
   * Whether a block is inflated again.
   *
   * @param blockNumber any count of blocks, in which each number comes once
   */
  public boolean inflates(long blockNumber) {
    return switch (kind) {
      case FULL -> true;
      case SAMPLE -> blockNumber % every == 0;
      case CRC, NONE -> false;
    };
  }

  /** Whether the device's checksum is compared with that of the caller's bytes. */
  public boolean comparesCrc() {
    return kind != Kind.NONE;
  }
}
