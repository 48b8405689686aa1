package org.uacce.codec.engine;

import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.queue.BufferPool;
import org.uacce.codec.queue.NativeObjects;

/**
 * java.util.zip: serves where the native library cannot, and for the strategy that the native
 * engines lack. Levels above 9 are 9 here.
 */
final class JdkTier implements Tier {
  private static final int MOST_LEVEL = 9;

  /** What deflateInit2 of zlib takes with a window of 32 KiB and memLevel 8, as zconf.h has it. */
  static final int DEFLATER_BYTES = 272 << 10;

  /** What inflateInit2 takes with it. */
  static final int INFLATER_BYTES = 40 << 10;

  private final BufferPool pool;
  private final NativeObjects<Inflater> inflaters;
  private final List<NativeObjects<Deflater>> deflaters;
  private final List<NativeObjects<Deflater>> huffmanDeflaters;

  /**
   * @param pool that bounds what zlib takes
   */
  JdkTier(BufferPool pool) {
    this.pool = pool;
    this.inflaters = pool.objects(INFLATER_BYTES, () -> new Inflater(true), Inflater::end);
    this.deflaters = perLevel(false);
    this.huffmanDeflaters = perLevel(true);
  }

  /**
   * A Deflater keeps level and strategy for life: the call after a change of either only applies
   * the change, and some zlib versions compress input in it at the old level and without the flush
   * asked for.
   */
  private List<NativeObjects<Deflater>> perLevel(boolean huffmanOnly) {
    return IntStream.rangeClosed(0, MOST_LEVEL)
        .mapToObj(
            level -> pool.objects(DEFLATER_BYTES, () -> open(level, huffmanOnly), Deflater::end))
        .toList();
  }

  private static Deflater open(int level, boolean huffmanOnly) {
    Deflater deflater = new Deflater(level, true);
    if (huffmanOnly) {
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
      // Without input this applies the strategy and writes nothing.
      deflater.deflate(new byte[1]);
    }
    return deflater;
  }

  @Override
  public int compress(
      Ending ending,
      int level,
      boolean huffmanOnly,
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes) {
    int jdkLevel = Math.min(level, MOST_LEVEL);
    NativeObjects<Deflater> kind = (huffmanOnly ? huffmanDeflaters : deflaters).get(jdkLevel);
    Deflater deflater = pool.take(kind);
    try {
      deflater.setInput(in, inOffset, inBytes);
      int flush = Deflater.SYNC_FLUSH;
      if (ending == Ending.FINAL) {
        deflater.finish();
        flush = Deflater.NO_FLUSH;
      }
      int written = deflater.deflate(out, outOffset, outBytes, flush);
      // A sync flush that fills the output exactly may have more to say; only finished() or a free
      // byte prove the end.
      boolean ended =
          ending == Ending.FINAL
              ? deflater.finished()
              : written < outBytes && deflater.needsInput();
      return ended ? written : NO_SPACE;
    } finally {
      deflater.reset();
      pool.give(kind, deflater);
    }
  }

  @Override
  public boolean inflate(
      byte[] in,
      int inOffset,
      int inBytes,
      byte[] out,
      int outOffset,
      int outBytes,
      InflateResult result)
      throws MalformedDataException {
    Inflater inflater = pool.take(inflaters);
    try {
      inflater.setInput(in, inOffset, inBytes);
      int produced = inflater.inflate(out, outOffset, outBytes);
      if (!inflater.finished()) {
        // With no room left zlib may still have the end-of-block symbol to read.
        byte[] beyond = new byte[1];
        int extra = inflater.inflate(beyond);
        if (extra > 0) {
          throw new MalformedDataException(
              inflater.getBytesRead(), "more data than declared: declared=" + outBytes);
        }
      }
      if (!inflater.finished()) {
        throw new MalformedDataException(
            inBytes, "DEFLATE data is cut short: bytes=" + inBytes + " produced=" + produced);
      }
      result.consumed = inBytes - inflater.getRemaining();
      result.produced = produced;
      return true;
    } catch (DataFormatException e) {
      throw new MalformedDataException(
          inflater.getBytesRead(), "not DEFLATE data: " + e.getMessage());
    } finally {
      inflater.reset();
      pool.give(inflaters, inflater);
    }
  }

  /** Never null: where the pool lends no more, the heap has to do. */
  @Override
  public StreamInflater openStream() {
    Inflater inflater = pool.tryLeaseObject(inflaters);
    if (inflater == null) {
      return new HeapStreamInflater();
    }
    return new JdkStreamInflater(
        inflater,
        () -> {
          inflater.reset();
          pool.endLease(inflaters, inflater);
        });
  }

  static void count(int produced) {
    CodecMetric.DECOMPRESS_JDK_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_JDK_BYTES.add(produced);
  }
}
