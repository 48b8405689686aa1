package org.uacce.codec.engine;

/**
 * What one whole-block inflate used and made; filled by the engine, kept by a stream so that no
 * block allocates.
 */
public final class InflateResult {
  int consumed;
  int produced;

  /** Sets what a block that was not compressed uses and makes. */
  public void stored(int bytes) {
    consumed = bytes;
    produced = bytes;
  }

  /** Input bytes up to and including the last of the DEFLATE stream. */
  public int consumed() {
    return consumed;
  }

  /** Output bytes. */
  public int produced() {
    return produced;
  }
}
