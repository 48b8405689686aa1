package org.uacce.codec;

import java.io.IOException;

/**
 * Compressed data that is not what its format says: damaged, cut short, followed by other bytes, or
 * never written by this format at all. Offsets count compressed bytes from the start of the stream
 * or block that was being read.
 */
public final class MalformedDataException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final String reason;

  /**
   * @param offset where in the compressed bytes the fault was noticed, at or behind its place
   * @param reason what is wrong, with actual and expected values as name=value
   */
  public MalformedDataException(long offset, String reason) {
    this(offset, reason, null);
    CodecMetric.MALFORMED_INPUTS.add(1);
  }

  private MalformedDataException(long offset, String reason, Throwable cause) {
    super("Cannot decompress: offset=" + offset + " reason=" + reason, cause);
    this.offset = offset;
    this.reason = reason;
  }

  /** The same fault, seen by a reader to whom the inner offset 0 is {@code base}. */
  MalformedDataException shifted(long base) {
    return new MalformedDataException(base + offset, reason, this);
  }

  /** Compressed bytes before the place where the fault was noticed. */
  public long offset() {
    return offset;
  }

  public String reason() {
    return reason;
  }
}
