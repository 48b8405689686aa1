package org.uacce.codec;

import java.io.IOException;

/**
 * The configuration demands an accelerator and none can be used; every cause is attached as
 * suppressed.
 */
public final class AcceleratorUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  public AcceleratorUnavailableException(String message) {
    super(message);
  }
}
