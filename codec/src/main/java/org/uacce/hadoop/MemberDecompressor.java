package org.uacce.hadoop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DirectDecompressor;
import org.uacce.codec.BufferDecoder;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.DeflateFormat;
import org.uacce.codec.MemberDecoder;

/**
 * Hadoop's Decompressor over {@link MemberDecoder}: one member from {@link #reset} to {@link
 * #finished()}. Off-heap memory is held from the first {@link #decompress} of a member to its end,
 * to reset() or to end(), so an instance may rest in CodecPool for ever. One thread at a time.
 *
 * <p>After {@link #end()} every use but another {@code end()} is an IllegalStateException: an ended
 * decompressor that is returned to CodecPool is refused there instead of failing its next user.
 */
abstract class MemberDecompressor implements Decompressor, DirectDecompressor {
  private final DeflateFormat format;
  private final CodecConfig config;
  private final MemberDecoder decoder;

  /** Null until buffers are used instead of arrays. */
  private BufferDecoder buffers;

  private boolean starved = true;
  private boolean ended;

  MemberDecompressor(DeflateFormat format, Configuration conf) {
    this.format = format;
    this.config = HadoopOptions.read(conf);
    this.decoder = new MemberDecoder(format, config);
  }

  /** The array is read, not copied, until {@link #needsInput()} is true. */
  @Override
  public void setInput(byte[] bytes, int offset, int length) {
    refuseEnded();
    decoder.setInput(bytes, offset, length);
    starved = length == 0;
  }

  /** True only when all output of the input given so far has been handed out. */
  @Override
  public boolean needsInput() {
    return starved && !decoder.finished();
  }

  /** Always refused: neither gzip nor Hadoop's .deflate files have a preset dictionary. */
  @Override
  public void setDictionary(byte[] bytes, int offset, int length) {
    throw new UnsupportedOperationException("Cannot use a preset dictionary: format=" + format);
  }

  /** Never: a stream that needs one is malformed, and {@link #decompress} says so. */
  @Override
  public boolean needsDictionary() {
    return false;
  }

  @Override
  public boolean finished() {
    return decoder.finished();
  }

  /**
   * Fills as much of the output as the input allows; the call that sees the trailer checks it.
   *
   * @return bytes written; 0 when input is needed or the member is finished
   * @throws org.uacce.codec.MalformedDataException if the input is no such member
   */
  @Override
  public int decompress(byte[] out, int offset, int length) throws IOException {
    refuseEnded();
    Objects.checkFromIndexSize(offset, length, out.length);
    int produced = decoder.read(out, offset, length);
    starved = produced < length;
    return produced;
  }

  /**
   * Inflates from one buffer into another, direct or not, flipped or not: both from their positions
   * to their limits, and both positions move on. Members may follow each other, and go on in the
   * next call. It has nothing to do with the input of {@link #setInput}.
   *
   * @throws org.uacce.codec.MalformedDataException if the input is no such member; the next call
   *     begins a new one
   */
  @Override
  public void decompress(ByteBuffer in, ByteBuffer out) throws IOException {
    refuseEnded();
    if (buffers == null) {
      buffers = new BufferDecoder(format, config);
    }
    buffers.decode(in, out);
  }

  /** Bytes behind a finished member, counted from the end of the input last given. */
  @Override
  public int getRemaining() {
    return decoder.remaining();
  }

  /** Forgets member, input and any error, and is ready for the next member. */
  @Override
  public void reset() {
    refuseEnded();
    decoder.reset();
    if (buffers != null) {
      buffers.reset();
    }
    starved = true;
  }

  @Override
  public void end() {
    decoder.close();
    if (buffers != null) {
      buffers.close();
    }
    ended = true;
  }

  private void refuseEnded() {
    if (ended) {
      throw new IllegalStateException("Cannot use the decompressor: end() was called");
    }
  }
}
