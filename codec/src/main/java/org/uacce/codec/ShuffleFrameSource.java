package org.uacce.codec;

import java.io.IOException;
import java.io.InputStream;
import org.uacce.codec.format.ShuffleFrame;

/**
 * Takes frames apart into kind and payload, as they come from a stream. It reads as far as whole
 * frames go, and knows nothing of what payloads mean. One thread.
 */
final class ShuffleFrameSource implements FrameSource {
  /**
   * The first step when a payload is read: memory follows the bytes that arrive, not the length
   * that is claimed.
   */
  private static final int FIRST_READ_BYTES = 64 << 10;

  private final InputStream source;
  private long offset;

  ShuffleFrameSource(InputStream source) {
    this.source = source;
  }

  @Override
  public boolean next(Frame frame) throws IOException {
    frame.offset = offset;
    int kindByte = source.read();
    if (kindByte < 0) {
      return false;
    }
    offset++;
    refuse(frame, ShuffleFrame.refusal(kindByte));
    frame.kind = ShuffleFrame.kind(kindByte);
    frame.filter = ShuffleFrame.filter(kindByte);
    long length = readLength();
    refuse(frame, ShuffleFrame.lengthRefusal(frame.kind, frame.filter, length));
    frame.payloadBytes = (int) length;
    frame.payloadOffset = offset;
    return true;
  }

  @Override
  public int available() {
    try {
      return source.available();
    } catch (IOException e) {
      return 0; // whether it can be read is for a read to say
    }
  }

  @Override
  public void readPayload(Frame frame) throws IOException {
    int bytes = frame.payloadBytes;
    byte[] payload = ArrayPool.SHARED.take(Math.min(bytes, FIRST_READ_BYTES));
    int have = 0;
    while (have < bytes) {
      if (have == payload.length) {
        byte[] larger = ArrayPool.SHARED.take(Math.min(bytes, 2 * have));
        System.arraycopy(payload, 0, larger, 0, have);
        ArrayPool.SHARED.give(payload);
        payload = larger;
      }
      int count = source.read(payload, have, Math.min(bytes, payload.length) - have);
      if (count < 0) {
        ArrayPool.SHARED.give(payload);
        throw cutShort("payload: have=" + have + " declared=" + bytes);
      }
      have += count;
      offset += count;
    }
    frame.payload = payload;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private static void refuse(Frame frame, String refusal) throws MalformedDataException {
    if (refusal != null) {
      throw new MalformedDataException(frame.offset, refusal);
    }
  }

  /** A length in 7-bit groups, least significant first, in its shortest form and below 2^31. */
  private long readLength() throws IOException {
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      int b = source.read();
      if (b < 0) {
        throw cutShort("payload length");
      }
      offset++;
      length |= (long) (b & 0x7f) << shift;
      if (b < 0x80) {
        if (b == 0 && shift > 0) {
          throw new MalformedDataException(
              offset - 1, "payload length is not in its shortest form");
        }
        return length;
      }
      if (shift == 28) {
        throw new MalformedDataException(offset - 1, "payload length is longer than 5 bytes");
      }
    }
  }

  private MalformedDataException cutShort(String where) {
    return new MalformedDataException(offset, "end of input inside " + where);
  }
}
