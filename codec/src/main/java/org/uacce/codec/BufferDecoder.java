package org.uacce.codec;

import java.nio.ByteBuffer;

/**
 * Reads gzip members or zlib streams from buffers into buffers, direct or not, by way of two arrays
 * that it has only while it works. Buffers end where they like: what a call has begun, later ones
 * complete. A member that is finished may be followed by the next one in the same or another
 * buffer.
 *
 * <p>One thread at a time. Memory is held as in {@link MemberDecoder}.
 */
public final class BufferDecoder implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final byte[] EMPTY = new byte[0];

  private final MemberDecoder decoder;
  private final byte[] oneByte = new byte[1];

  /** Of {@link ArrayPool}; has what the decoder was given last, while it may need that. */
  private byte[] chunk = EMPTY;

  private int chunkEnd;

  /** Whether the decoder has been given some of a member that is not finished. */
  private boolean begun;

  /** Whether {@link #oneByte} is the next byte of the output. */
  private boolean oneMore;

  public BufferDecoder(DeflateFormat format, CodecConfig config) {
    this.decoder = new MemberDecoder(format, config);
  }

  /**
   * Inflates until the output is full or the input is used up. A member whose last byte fits is
   * checked in the same call, also where the output is full then.
   *
   * @param in from its position on, which then stands behind what was used or is held here
   * @param out has room; its position then stands behind what was written
   * @throws MalformedDataException if the input is no such member; the next call begins a new one
   */
  public void decode(ByteBuffer in, ByteBuffer out) throws MalformedDataException {
    byte[] piece = ArrayPool.SHARED.take(Math.min(CHUNK_BYTES, Math.max(1, out.remaining())));
    boolean failed = true;
    try {
      decode(in, out, piece);
      failed = false;
    } finally {
      ArrayPool.SHARED.give(piece);
      if (failed) {
        reset();
      }
    }
  }

  private void decode(ByteBuffer in, ByteBuffer out, byte[] piece) throws MalformedDataException {
    if (oneMore && out.hasRemaining()) {
      out.put(oneByte[0]);
      oneMore = false;
    }
    int fresh = 0;
    while (!oneMore && (begun || in.hasRemaining())) {
      if (!begun) {
        fresh = give(in);
      }
      boolean full = !out.hasRemaining();
      int count =
          full
              ? decoder.read(oneByte, 0, 1)
              : decoder.read(piece, 0, Math.min(piece.length, out.remaining()));
      oneMore = full && count > 0;
      if (!full) {
        out.put(piece, 0, count);
      }
      if (decoder.finished()) {
        startNext(in, fresh);
        fresh = 0;
        if (!out.hasRemaining()) {
          break;
        }
      } else if (count == 0) {
        if (!in.hasRemaining()) {
          break;
        }
        fresh = give(in);
      }
    }
    if (decoder.needsInput()) {
      dropChunk();
    }
  }

  /** Gives the decoder some of the input; returns how much. */
  private int give(ByteBuffer in) {
    if (chunk.length == 0) {
      chunk = ArrayPool.SHARED.take(CHUNK_BYTES);
    }
    chunkEnd = Math.min(chunk.length, in.remaining());
    in.get(chunk, 0, chunkEnd);
    decoder.setInput(chunk, 0, chunkEnd);
    begun = true;
    return chunkEnd;
  }

  /**
   * Makes the decoder ready for the next member. What is behind the last one goes back to the
   * input, if it came from there in this call; else it is kept.
   */
  private void startNext(ByteBuffer in, int fresh) {
    int left = decoder.remaining();
    decoder.reset();
    begun = left > fresh;
    if (begun) {
      decoder.setInput(chunk, chunkEnd - left, left);
    } else {
      in.position(in.position() - left);
    }
  }

  private void dropChunk() {
    if (chunk.length > 0) {
      ArrayPool.SHARED.give(chunk);
      chunk = EMPTY;
    }
  }

  /** Forgets everything, and is ready for the next member. */
  public void reset() {
    decoder.reset();
    dropChunk();
    begun = false;
    oneMore = false;
  }

  @Override
  public void close() {
    reset();
  }
}
