package org.uacce.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.uacce.bench.DepthCase.Way;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.FrameInputStream;
import org.uacce.codec.FrameOutputStream;

/**
 * The streams of one {@link DepthCase}, all of one thread, which gives each a block in turn: as a
 * task that writes a shuffle does. Opened full: as many blocks are under way as there will be. The
 * owner closes it.
 */
final class DepthStreams implements AutoCloseable {
  private final DepthCase one;
  private final byte[] data;
  private final byte[] piece;
  private final List<OutputStream> writers = new ArrayList<>();
  private final List<InputStream> readers = new ArrayList<>();
  private long blocks;

  /**
   * @param data a multiple of the block size, as {@link HostContests#data} makes it
   */
  DepthStreams(DepthCase one, byte[] data) throws IOException {
    this.one = one;
    this.data = data;
    this.piece = new byte[Math.min(one.blockBytes(), Streams.PIECE_BYTES)];
    CodecConfig config = one.config();
    byte[] frame = one.way().reads() ? frame(data, one) : null;
    for (int i = 0; i < one.streams(); i++) {
      if (one.way().reads()) {
        readers.add(new FrameInputStream(new Repeating(frame), config));
      } else {
        writers.add(new FrameOutputStream(new Streams.CountingSink(), config, false));
      }
    }
    fill();
  }

  /**
   * The first block alone: a device that does not work answers right only where it answered before.
   */
  private static byte[] frame(byte[] data, DepthCase one) throws IOException {
    byte[] block = Arrays.copyOf(data, one.blockBytes());
    CodecConfig software = new DepthCase(Way.SOFTWARE_COMPRESS, one.blockBytes(), 1).config();
    return Streams.bytesOf(sink -> Streams.writeFrames(block, software, sink));
  }

  /**
   * A reader's window grows only while blocks come back at once; and its output is looked at, so
   * each buffer that it will use has to hold it already: a job that a fault befalls, be it a delay
   * of nothing, is done.
   */
  private void fill() throws IOException {
    if (one.way() == Way.INFLATE) {
      InlineDevice.command("fault delay ms=0");
      run(2L * one.depth() + 2);
      InlineDevice.command("clear");
    }
    if (one.way().onDevice()) {
      InlineDevice.command("lag " + one.lag());
    }
    run(2L * one.depth() + one.streams());
  }

  /**
   * Writes or reads so many blocks, each stream's turn after the other's.
   *
   * @return doorbells that it took; of software the bytes
   */
  long run(long count) throws IOException {
    long before = CodecMetric.DEVICE_SQ_DOORBELLS.value();
    for (long end = blocks + count; blocks < end; blocks++) {
      int stream = (int) (blocks % one.streams());
      if (one.way().reads()) {
        read(readers.get(stream));
      } else {
        write(writers.get(stream));
      }
    }
    return one.way().onDevice()
        ? CodecMetric.DEVICE_SQ_DOORBELLS.value() - before
        : count * one.blockBytes();
  }

  private void write(OutputStream out) throws IOException {
    int at = (int) (blocks * one.blockBytes() % data.length);
    for (int end = at + one.blockBytes(); at < end; at += piece.length) {
      out.write(data, at, piece.length);
    }
  }

  private void read(InputStream in) throws IOException {
    for (int left = one.blockBytes(); left > 0; ) {
      left -= in.read(piece, 0, Math.min(left, piece.length));
    }
  }

  @Override
  public void close() throws IOException {
    if (one.way().onDevice()) {
      InlineDevice.command("lag 0");
    }
    for (OutputStream writer : writers) {
      writer.close();
    }
    for (InputStream reader : readers) {
      reader.close();
    }
  }
}
