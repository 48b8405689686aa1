package org.uacce.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.apache.hadoop.io.compress.CompressionOutputStream;

/**
 * Writes members straight from the encoder's blocks to the sink, without a buffer of its own. One
 * member from creation to {@link #finish} or {@link #close}; {@link #resetState} starts another one
 * on the same sink. {@link #flush} only flushes the sink: a block is never cut for it. One thread.
 */
final class MemberOutputStream extends CompressionOutputStream {
  private final MemberCompressor compressor;
  private final boolean owner;
  private final OutputStream counted = new CountedSink();
  private final byte[] oneByte = new byte[1];

  /**
   * The compressor's count of resets when this stream last had a member to end. When it has moved
   * on at close, nothing here is left to end: the last thing was finish() and resetState(), or the
   * compressor is already somebody else's by way of CodecPool.
   */
  private int begunAt;

  private boolean memberEnded;
  private boolean closing;
  private boolean closed;

  /**
   * @param owner whether nobody else knows the compressor: then it is ended with the stream
   */
  MemberOutputStream(OutputStream out, MemberCompressor compressor, boolean owner) {
    super(Objects.requireNonNull(out));
    this.compressor = compressor;
    this.owner = owner;
    this.begunAt = compressor.resets();
  }

  @Override
  public void write(int b) throws IOException {
    oneByte[0] = (byte) b;
    write(oneByte, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    refuseClosed();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    compressor.write(bytes, offset, length, counted);
    begunAt = compressor.resets();
  }

  /** Ends the member; nothing to do when it is ended already or the stream is closed. */
  @Override
  public void finish() throws IOException {
    if (closed || (closing && begunAt != compressor.resets())) {
      return;
    }
    compressor.end(counted);
    begunAt = compressor.resets();
    memberEnded = true;
  }

  /** Forgets a member that is not finished, and starts the next one. */
  @Override
  public void resetState() throws IOException {
    refuseClosed();
    compressor.reset();
    if (!memberEnded) {
      begunAt = compressor.resets();
    }
  }

  /**
   * Ends the member and closes the sink, which is closed also when the member cannot be ended. A
   * second call does nothing.
   *
   * @throws IOException also if an earlier write failed, since the sink holds no complete member
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closing = true;
    try {
      super.close();
    } finally {
      closed = true;
      if (owner) {
        compressor.end();
      }
    }
  }

  private void refuseClosed() throws IOException {
    if (closed) {
      throw new IOException("Cannot use the stream: it is closed");
    }
  }

  /** Tells the compressor how many bytes left it. */
  private final class CountedSink extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      out.write(b);
      compressor.wrote(1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      compressor.wrote(length);
    }
  }
}
