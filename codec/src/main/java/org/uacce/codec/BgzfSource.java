package org.uacce.codec;

import java.io.IOException;
import java.io.InputStream;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.InflateResult;
import org.uacce.codec.format.BgzfHeader;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;

/**
 * Takes a file of BGZF members apart, each a frame of kind deflate. Members without data are passed
 * over. It ends at the end of the file, and in front of whatever is no whole BGZF member: that is
 * for another reader. One thread.
 */
final class BgzfSource implements FrameSource {
  /** Two of the longest members: one that is begun can be completed in place. */
  private static final int BUFFER_BYTES = 2 * BgzfHeader.MOST_MEMBER_BYTES;

  private static final byte[] NOTHING = new byte[0];

  private final InputStream source;
  private final long aheadTo;
  private final CodecConfig config;
  private byte[] buffer = NOTHING;
  private int next;
  private int end;

  /** Of {@code buffer[next]} in the file. */
  private long offset;

  /** Of the member that {@link #next} has found and nobody has taken yet; 0 without one. */
  private int memberBytes;

  private boolean atOther;

  /**
   * @param offset of the source's next byte in the file, where a member begins
   * @param aheadTo members that begin there or further back are not read before they are needed
   */
  BgzfSource(InputStream source, long offset, long aheadTo, CodecConfig config) {
    this.source = source;
    this.offset = offset;
    this.aheadTo = aheadTo;
    this.config = config;
  }

  /** Whether it has ended in front of something else than the end of the file. */
  boolean atOther() {
    return atOther;
  }

  /** Where the next member begins that has not been taken. */
  long offset() {
    return offset;
  }

  @Override
  public boolean next(Frame frame) throws IOException {
    while (!atOther && hasMember()) {
      int headerBytes = BgzfHeader.headerBytes(buffer, next);
      frame.offset = offset;
      frame.payloadOffset = offset + headerBytes;
      frame.payloadBytes = memberBytes - headerBytes;
      frame.kind = ShuffleFrame.DEFLATE;
      frame.filter = ShuffleFrame.NO_FILTER;
      if (LittleEndian.intAt(buffer, next + memberBytes - Integer.BYTES) != 0) {
        return true;
      }
      ensureEmpty(frame, headerBytes);
      advance();
    }
    return false;
  }

  /** Reads until a whole member is there; false where there is none. */
  private boolean hasMember() throws IOException {
    while (true) {
      int bytes = BgzfHeader.memberBytes(buffer, next, end);
      if (bytes > 0 && bytes <= end - next) {
        memberBytes = bytes;
        return true;
      }
      if (bytes == BgzfHeader.NONE || !fill()) {
        atOther = end > next;
        return false;
      }
    }
  }

  /** Reads more behind what is there; false at the end of the file. */
  private boolean fill() throws IOException {
    if (buffer.length == 0) {
      buffer = ArrayPool.SHARED.take(BUFFER_BYTES);
    }
    if (next > 0) {
      System.arraycopy(buffer, next, buffer, 0, end - next);
      end -= next;
      next = 0;
    }
    int count = source.read(buffer, end, buffer.length - end);
    if (count < 0) {
      return false;
    }
    end += count;
    return true;
  }

  private void ensureEmpty(Frame frame, int headerBytes) throws MalformedDataException {
    InflateResult result = new InflateResult();
    int deflateBytes = frame.payloadBytes - GzipHeader.TRAILER_BYTES;
    try {
      Engine.shared(config)
          .inflate(buffer, next + headerBytes, deflateBytes, NOTHING, 0, 0, result);
    } catch (MalformedDataException e) {
      throw e.shifted(frame.payloadOffset);
    }
    int crc = LittleEndian.intAt(buffer, next + headerBytes + deflateBytes);
    if (result.consumed() != deflateBytes || crc != 0) {
      throw new MalformedDataException(
          frame.offset,
          "member without data is wrong: consumed="
              + result.consumed()
              + " declared="
              + deflateBytes
              + " crc="
              + Integer.toHexString(crc)
              + " needed=0");
    }
  }

  private void advance() {
    next += memberBytes;
    offset += memberBytes;
    memberBytes = 0;
  }

  /** A file gives what is asked for; what is asked for ends with the split. */
  @Override
  public int available() {
    return memberBytes > 0 || offset < aheadTo ? Integer.MAX_VALUE : 0;
  }

  @Override
  public void readPayload(Frame frame) {
    byte[] payload = ArrayPool.SHARED.take(frame.payloadBytes);
    System.arraycopy(
        buffer, next + memberBytes - frame.payloadBytes, payload, 0, frame.payloadBytes);
    frame.payload = payload;
    advance();
  }

  /** Gives the memory back; the source stays open, since another reader may go on with it. */
  @Override
  public void close() {
    if (buffer.length > 0) {
      ArrayPool.SHARED.give(buffer);
      buffer = NOTHING;
    }
    next = 0;
    end = 0;
  }
}
