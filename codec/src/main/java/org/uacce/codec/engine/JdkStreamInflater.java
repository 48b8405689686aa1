package org.uacce.codec.engine;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.uacce.codec.MalformedDataException;

/**
 * {@link StreamInflater} over java.util.zip.Inflater; the JDK's own Cleaner frees it when it is
 * dropped.
 */
final class JdkStreamInflater implements StreamInflater {
  private final Inflater inflater = new Inflater(true);
  private byte[] input = new byte[0];
  private int next;
  private int end;
  private boolean given;

  @Override
  public void setInput(byte[] newInput, int newOffset, int bytes) {
    input = newInput;
    next = newOffset;
    end = newOffset + bytes;
    given = false;
  }

  @Override
  public int readByte() {
    return next < end ? input[next++] & 0xff : -1;
  }

  @Override
  public int inflate(byte[] out, int outOffset, int bytes) throws MalformedDataException {
    if (inflater.finished() || bytes == 0) {
      return 0;
    }
    if (!given) {
      inflater.setInput(input, next, end - next);
      given = true;
    }
    try {
      long start = EngineTime.start(bytes);
      int produced = inflater.inflate(out, outOffset, bytes);
      EngineTime.inflated(bytes, start);
      next = end - inflater.getRemaining();
      if (inflater.finished()) {
        given = false;
      }
      if (produced > 0) {
        JdkTier.count(produced);
      }
      return produced;
    } catch (DataFormatException e) {
      next = end - inflater.getRemaining();
      throw new MalformedDataException(0, "not DEFLATE data: " + e.getMessage());
    }
  }

  @Override
  public boolean finished() {
    return inflater.finished();
  }

  @Override
  public int remaining() {
    return end - next;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
