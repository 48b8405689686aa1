package org.uacce.codec.engine;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.queue.DroppedMemory;

/** {@link StreamInflater} over a borrowed java.util.zip.Inflater. */
final class JdkStreamInflater implements StreamInflater {
  private final Inflater inflater;
  private final Cleaner.Cleanable release;
  private byte[] input = new byte[0];
  private int next;
  private int end;
  private boolean given;

  /**
   * @param giveBack must not refer to this; runs once
   */
  JdkStreamInflater(Inflater inflater, Runnable giveBack) {
    this.inflater = inflater;
    this.release = DroppedMemory.register(this, giveBack);
  }

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
      long start = EngineTime.now(bytes);
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
    } finally {
      // Not before here may the Cleaner take this for dropped and lend the inflater to the next.
      Reference.reachabilityFence(this);
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
    release.clean();
  }
}
