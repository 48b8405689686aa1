package org.uacce.codec;

import java.util.Objects;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.StreamInflater;
import org.uacce.codec.format.GzipHeader;
import org.uacce.codec.format.ZlibHeader;

/**
 * Reads one gzip member or zlib stream of unknown length after the other, in the manner of
 * java.util.zip.Inflater: input is given, output is asked for, and between the members the caller
 * decides whether another one follows.
 *
 * <p>The native engines accept a few streams whose DEFLATE structure zlib refuses, such as
 * incomplete sets of codes; the checksum decides about what they give.
 *
 * <p>One thread at a time. Off-heap memory is held from the first {@link #read} of a member to its
 * end, to {@link #reset} or to {@link #close}; an instance that is dropped gives it back when
 * collected.
 */
public final class MemberDecoder implements AutoCloseable {
  private enum State {
    HEADER,
    BODY,
    TRAILER,
    FINISHED
  }

  private static final byte[] EMPTY = new byte[0];

  private final DeflateFormat format;
  private final CodecConfig config;
  private final GzipHeader gzipHeader = new GzipHeader();
  private final RunningCheck check;
  private final int trailerBytes;

  private State state = State.HEADER;
  private StreamInflater stream;
  private byte[] input = EMPTY;
  private int inputOffset;
  private int inputBytes;
  private long givenBytes;
  private int headerByte;
  private long trailer;
  private int trailerHave;
  private MalformedDataException failure;

  public MemberDecoder(DeflateFormat format, CodecConfig config) {
    this.format = format;
    this.config = config;
    this.check = new RunningCheck(format);
    this.trailerBytes =
        format == DeflateFormat.GZIP ? GzipHeader.TRAILER_BYTES : ZlibHeader.TRAILER_BYTES;
    reset();
  }

  /** Gives input; the array is read, not copied, until {@link #needsInput()} is true. */
  public void setInput(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    givenBytes += length;
    if (stream != null) {
      stream.setInput(bytes, offset, length);
    } else {
      input = bytes;
      inputOffset = offset;
      inputBytes = length;
    }
  }

  /**
   * Inflates as much as fits and the input allows; the trailer is checked in the call that sees its
   * last byte.
   *
   * @return bytes written; 0 when input is needed or the member has finished
   * @throws MalformedDataException from the call that meets the fault, and from every later one
   *     until {@link #reset}: a reader that went on could take rubbish for a member
   */
  public int read(byte[] out, int offset, int length) throws MalformedDataException {
    Objects.checkFromIndexSize(offset, length, out.length);
    if (failure != null) {
      throw failure.shifted(0);
    }
    if (state == State.FINISHED || length == 0) {
      return 0;
    }
    try {
      return readMember(out, offset, length);
    } catch (MalformedDataException e) {
      failure = e;
      closeStream();
      throw e;
    }
  }

  private int readMember(byte[] out, int offset, int length) throws MalformedDataException {
    openStream();
    int produced = 0;
    if (state == State.HEADER && readHeader()) {
      state = State.BODY;
    }
    if (state == State.BODY) {
      produced = inflate(out, offset, length);
      if (stream.finished()) {
        state = State.TRAILER;
      }
    }
    if (state == State.TRAILER && readTrailer()) {
      state = State.FINISHED;
      closeStream();
    }
    return produced;
  }

  /** True when a {@link #read} that returned 0 did so for lack of input. */
  public boolean needsInput() {
    return state != State.FINISHED && remaining() == 0;
  }

  /** True when the member's trailer has been read and found right. */
  public boolean finished() {
    return state == State.FINISHED;
  }

  /** Input bytes not used yet; behind a finished member they belong to what follows it. */
  public int remaining() {
    return stream != null ? stream.remaining() : inputBytes;
  }

  /** Forgets member and input, and is ready for the next member. */
  public void reset() {
    closeStream();
    input = EMPTY;
    inputBytes = 0;
    givenBytes = 0;
    state = State.HEADER;
    gzipHeader.reset();
    headerByte = -1;
    check.reset();
    trailer = 0;
    trailerHave = 0;
    failure = null;
  }

  @Override
  public void close() {
    reset();
  }

  private void openStream() {
    if (stream == null) {
      stream = Engine.shared(config).openStream();
      stream.setInput(input, inputOffset, inputBytes);
      input = EMPTY;
    }
  }

  private void closeStream() {
    if (stream != null) {
      inputBytes = stream.remaining();
      stream.close();
      stream = null;
    }
  }

  private int inflate(byte[] out, int offset, int length) throws MalformedDataException {
    try {
      int produced = stream.inflate(out, offset, length);
      check.update(out, offset, produced);
      return produced;
    } catch (MalformedDataException e) {
      throw e.shifted(position());
    }
  }

  private long position() {
    return givenBytes - remaining();
  }

  private boolean readHeader() throws MalformedDataException {
    for (int b = stream.readByte(); b >= 0; b = stream.readByte()) {
      String refusal = null;
      if (format == DeflateFormat.GZIP) {
        refusal = gzipHeader.accept(b);
      } else if (headerByte >= 0) {
        refusal = ZlibHeader.refusal(headerByte, b);
      }
      if (refusal != null) {
        throw new MalformedDataException(position() - 1, refusal);
      }
      if (format == DeflateFormat.GZIP ? gzipHeader.done() : headerByte >= 0) {
        return true;
      }
      headerByte = b;
    }
    return false;
  }

  /**
   * Gathers the trailer, least significant byte first. Each of its numbers is checked as soon as it
   * is complete, as Hadoop's reader does: a wrong checksum is that, also where the length is cut
   * off.
   */
  private boolean readTrailer() throws MalformedDataException {
    while (trailerHave < trailerBytes) {
      int b = stream.readByte();
      if (b < 0) {
        return false;
      }
      trailer |= (long) b << (8 * trailerHave++);
      if (trailerHave == Integer.BYTES) {
        verifyChecksum();
      }
    }
    if (format == DeflateFormat.GZIP && (int) (trailer >>> 32) != (int) check.bytes()) {
      throw new MalformedDataException(
          position() - Integer.BYTES,
          "wrong length: produced="
              + (check.bytes() & 0xffffffffL)
              + " stored="
              + (trailer >>> 32));
    }
    return true;
  }

  private void verifyChecksum() throws MalformedDataException {
    int stored = format == DeflateFormat.GZIP ? (int) trailer : Integer.reverseBytes((int) trailer);
    if (stored != check.value()) {
      throw new MalformedDataException(
          position() - Integer.BYTES,
          "wrong checksum: computed="
              + Integer.toHexString(check.value())
              + " stored="
              + Integer.toHexString(stored));
    }
  }
}
