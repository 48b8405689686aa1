package org.uacce.codec.engine;

import java.lang.ref.Cleaner;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.queue.DroppedMemory;
import org.uacce.codec.queue.OffHeapBuffer;

/**
 * {@link StreamInflater} over ISA-L. One leased buffer holds the input window, the output that the
 * caller has not taken yet, and the call's results.
 *
 * <p>ISA-L reads up to eight bytes ahead and gives unused ones back at the end of the stream, even
 * when they came with an earlier call; so the last eight bytes of old input stay in front of the
 * new ones.
 */
final class NativeStreamInflater implements StreamInflater {
  private static final int RESULT_BYTES = 16;

  /** What {@code uz_inflate} may give back: see {@code struct uz_inflated}. */
  private static final int REWIND_BYTES = 8;

  private static final int IN_START = RESULT_BYTES + REWIND_BYTES;
  private static final int IN_BYTES = 64 << 10;

  /** Twice the DEFLATE window or more: ISA-L saves 32 KiB of history at the end of every call. */
  private static final int OUT_BYTES = 128 << 10;

  /** Off the page offset of the input, for the reason at {@link NativeTier}. */
  private static final int OUT_START = IN_START + IN_BYTES + 2048;

  static final int BUFFER_BYTES = OUT_START + OUT_BYTES;

  private final Binding binding;
  private final long inflater;
  private final OffHeapBuffer buffer;
  private final Cleaner.Cleanable release;

  private byte[] input = new byte[0];
  private int inputNext;
  private int inputEnd;
  private int inNext = IN_START;
  private int inEnd = IN_START;
  private int outNext = OUT_START;
  private int outEnd = OUT_START;
  private boolean ended;
  private boolean outputWasFull;
  private boolean closed;

  /**
   * @param buffer lent together with an inflater
   */
  NativeStreamInflater(Binding binding, OffHeapBuffer buffer, Runnable giveBack) {
    this.binding = binding;
    this.inflater = buffer.object();
    this.buffer = buffer;
    this.release = DroppedMemory.register(this, giveBack);
  }

  @Override
  public void setInput(byte[] newInput, int offset, int bytes) {
    input = newInput;
    inputNext = offset;
    inputEnd = offset + bytes;
  }

  @Override
  public int readByte() {
    if (inNext < inEnd) {
      return buffer.byteAt(inNext++) & 0xff;
    }
    return inputNext < inputEnd ? input[inputNext++] & 0xff : -1;
  }

  @Override
  public int inflate(byte[] out, int offset, int bytes) throws MalformedDataException {
    int done = 0;
    while (done < bytes) {
      if (outNext == outEnd && !fill()) {
        break;
      }
      int count = Math.min(bytes - done, outEnd - outNext);
      buffer.copyOut(outNext, out, offset + done, count);
      outNext += count;
      done += count;
    }
    return done;
  }

  /** Makes output; false when there is none to be had without more input. */
  private boolean fill() throws MalformedDataException {
    while (!ended && !closed) {
      if (inNext == inEnd) {
        takeInput();
      }
      if (inNext == inEnd && !outputWasFull) {
        return false;
      }
      int given = inEnd - inNext;
      long start = EngineTime.now(given);
      long produced =
          binding.inflate(
              inflater,
              buffer.address() + inNext,
              given,
              buffer.address() + OUT_START,
              OUT_BYTES,
              buffer.address());
      EngineTime.inflated(given, start);
      if (produced < 0) {
        inNext = inEnd;
        throw new MalformedDataException(0, "not DEFLATE data: status=" + produced);
      }
      inNext += (int) buffer.longAt(0);
      ended = buffer.longAt(Long.BYTES) != 0;
      outputWasFull = produced == OUT_BYTES;
      if (produced > 0) {
        NativeTier.count(produced);
        outNext = OUT_START;
        outEnd = OUT_START + (int) produced;
        return true;
      }
    }
    return false;
  }

  private void takeInput() {
    int kept = Math.min(REWIND_BYTES, inEnd - RESULT_BYTES);
    buffer.move(inEnd - kept, IN_START - kept, kept);
    int count = Math.min(IN_BYTES, inputEnd - inputNext);
    buffer.copyIn(IN_START, input, inputNext, count);
    inputNext += count;
    inNext = IN_START;
    inEnd = IN_START + count;
  }

  @Override
  public boolean finished() {
    return ended && outNext == outEnd;
  }

  @Override
  public int remaining() {
    return inEnd - inNext + inputEnd - inputNext;
  }

  @Override
  public void close() {
    closed = true;
    inNext = inEnd;
    outNext = outEnd;
    release.clean();
  }
}
