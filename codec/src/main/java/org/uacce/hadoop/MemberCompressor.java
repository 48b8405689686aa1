package org.uacce.hadoop;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.Compressor;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.StreamEncoder;

/**
 * Hadoop's Compressor over a {@link StreamEncoder}. It is used in one of two ways at a time: {@link
 * MemberOutputStream} drives {@link #write} and {@link #end(OutputStream)} with its sink, or a
 * caller of Hadoop's interface gives input and asks for output. Between members it holds no large
 * buffer, so it may rest in CodecPool for ever. One thread at a time.
 *
 * <p>After {@link #end()} every use but another {@code end()} is an IllegalStateException: an ended
 * compressor that is returned to CodecPool is refused there instead of failing its next user.
 */
abstract class MemberCompressor implements Compressor {
  private enum State {
    OPEN,
    /** finish() was called, the trailer is not written yet. */
    FINISHING,
    /** The trailer is written, though perhaps not collected yet. */
    FINISHED,
    /** A write failed half-way: only reset() helps. */
    BROKEN,
    ENDED
  }

  private static final byte[] EMPTY = new byte[0];

  private final Function<CodecConfig, StreamEncoder> encoders;
  private final PendingOutput pending = new PendingOutput();
  private CodecConfig config;
  private StreamEncoder encoder;

  private State state = State.OPEN;
  private byte[] input = EMPTY;
  private int inputOffset;
  private int inputBytes;
  private long bytesRead;
  private long bytesWritten;
  private int resets;
  private boolean unconfigured;

  /**
   * @param encoders makes the encoder of this kind of compressor
   */
  MemberCompressor(Function<CodecConfig, StreamEncoder> encoders, Configuration conf) {
    this.encoders = encoders;
    this.config = HadoopOptions.read(conf);
    this.encoder = encoders.apply(config);
  }

  /** Adds bytes to the member, whose finished blocks go to the sink. */
  final void write(byte[] bytes, int offset, int length, OutputStream sink) throws IOException {
    refuseMixedUse();
    if (state == State.FINISHED) {
      throw new IOException(
          "Cannot write: the member is finished; resetState() starts the next one");
    }
    encode(bytes, offset, length, sink);
  }

  /** Ends the member if that has not happened yet; its last bytes go to the sink. */
  final void end(OutputStream sink) throws IOException {
    refuseMixedUse();
    if (state != State.FINISHED) {
      encodeEnd(sink);
    }
  }

  /** How often {@link #reset} was called: tells a stream whether its member is still the one. */
  final int resets() {
    return resets;
  }

  /** Counts what a sink took. */
  final void wrote(int bytes) {
    bytesWritten += bytes;
  }

  /**
   * The array is read, not copied, by {@link #compress} until {@link #needsInput()} is true.
   *
   * @throws IllegalStateException if earlier input is not used yet, or the member is finished
   */
  @Override
  public void setInput(byte[] bytes, int offset, int length) {
    refuseEnded();
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (inputBytes > 0 || state == State.FINISHED) {
      throw new IllegalStateException(
          "Cannot take input: unusedBytes=" + inputBytes + " state=" + state);
    }
    input = bytes;
    inputOffset = offset;
    inputBytes = length;
  }

  @Override
  public boolean needsInput() {
    return inputBytes == 0 && pending.isEmpty() && state == State.OPEN;
  }

  /** Always refused: neither gzip nor Hadoop's .deflate files have a preset dictionary. */
  @Override
  public void setDictionary(byte[] bytes, int offset, int length) {
    throw new UnsupportedOperationException(
        "Cannot use a preset dictionary: compressor=" + getClass().getSimpleName());
  }

  @Override
  public long getBytesRead() {
    return bytesRead;
  }

  @Override
  public long getBytesWritten() {
    return bytesWritten;
  }

  @Override
  public void finish() {
    refuseEnded();
    if (state == State.OPEN) {
      state = State.FINISHING;
    }
  }

  @Override
  public boolean finished() {
    return state == State.FINISHED && pending.isEmpty();
  }

  /**
   * Hands out compressed bytes.
   *
   * @return 0 when input is needed
   * @throws IOException if the member is finished, or an earlier write failed
   */
  @Override
  public int compress(byte[] out, int offset, int length) throws IOException {
    refuseBroken();
    Objects.checkFromIndexSize(offset, length, out.length);
    if (finished()) {
      throw new IOException("Cannot compress: the member is finished; reset() starts the next one");
    }
    while (pending.isEmpty() && inputBytes > 0) {
      // A block at a time, so that the pending output is bounded by it and not by the input.
      int count = Math.min(inputBytes, config.blockBytes());
      encode(input, inputOffset, count, pending);
      inputOffset += count;
      inputBytes -= count;
    }
    if (pending.isEmpty() && state == State.FINISHING) {
      encodeEnd(pending);
    }
    int taken = pending.take(out, offset, length);
    wrote(taken);
    return taken;
  }

  /** Forgets the member, and any error in it, and is ready for the next one. */
  @Override
  public void reset() {
    refuseEnded();
    forget();
    state = State.OPEN;
  }

  /**
   * As {@link #reset}, with the options of a configuration.
   *
   * @param conf null, as CodecPool of Hadoop 3.3 gives when its caller names none, keeps the
   *     options until the next {@link #configureFor}: the last user's codec may have had others
   */
  @Override
  public void reinit(Configuration conf) {
    reset();
    unconfigured = conf == null;
    if (conf != null) {
      configure(conf);
    }
  }

  /** Takes the options of the codec that now uses it, unless its user has named some. */
  final void configureFor(Configuration conf) {
    if (unconfigured) {
      unconfigured = false;
      configure(conf);
    }
  }

  private void configure(Configuration conf) {
    CodecConfig changed = HadoopOptions.read(conf);
    if (!changed.equals(config)) {
      config = changed;
      encoder = encoders.apply(config);
    }
  }

  @Override
  public void end() {
    forget();
    state = State.ENDED;
  }

  private void forget() {
    encoder.reset();
    pending.release();
    input = EMPTY;
    inputBytes = 0;
    bytesRead = 0;
    bytesWritten = 0;
    resets++;
  }

  private void encode(byte[] bytes, int offset, int length, OutputStream sink) throws IOException {
    refuseBroken();
    State before = state;
    state = State.BROKEN;
    encoder.write(bytes, offset, length, sink);
    state = before;
    bytesRead += length;
  }

  private void encodeEnd(OutputStream sink) throws IOException {
    refuseBroken();
    state = State.BROKEN;
    encoder.finish(sink);
    state = State.FINISHED;
  }

  private void refuseBroken() throws IOException {
    refuseEnded();
    if (state == State.BROKEN) {
      throw new IOException(
          "Cannot continue the member: an earlier write failed; reset() starts the next one");
    }
  }

  private void refuseEnded() {
    if (state == State.ENDED) {
      throw new IllegalStateException("Cannot use the compressor: end() was called");
    }
  }

  private void refuseMixedUse() {
    refuseEnded();
    if (inputBytes > 0 || !pending.isEmpty()) {
      throw new IllegalStateException(
          "Cannot write to a stream: setInput() or compress() left bytes behind; call reset()");
    }
  }
}
