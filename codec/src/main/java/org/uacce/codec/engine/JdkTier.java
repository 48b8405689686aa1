package org.uacce.codec.engine;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.binding.Binding.Ending;

/**
 * java.util.zip: serves where the native library cannot, and for the strategy that the native
 * engines lack. Levels above 9 are 9 here.
 */
final class JdkTier implements Tier {
  private static final int MOST_LEVEL = 9;
  private static final int IDLE_OBJECTS = 16;

  private final ArrayDeque<Inflater> idleInflaters = new ArrayDeque<>();
  private final List<ArrayDeque<Deflater>> idleDeflaters = idlePerLevel();
  private final List<ArrayDeque<Deflater>> idleHuffmanDeflaters = idlePerLevel();

  /**
   * A Deflater keeps level and strategy for life: the call after a change of either only applies
   * the change, and some zlib versions compress input in it at the old level and without the flush
   * asked for.
   */
  private static List<ArrayDeque<Deflater>> idlePerLevel() {
    return Stream.generate(() -> new ArrayDeque<Deflater>()).limit(MOST_LEVEL + 1).toList();
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
    ArrayDeque<Deflater> idle = (huffmanOnly ? idleHuffmanDeflaters : idleDeflaters).get(jdkLevel);
    Deflater deflater = take(idle);
    if (deflater == null) {
      deflater = open(jdkLevel, huffmanOnly);
    }
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
      give(idle, deflater, Deflater::end);
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
    Inflater inflater = take(idleInflaters);
    if (inflater == null) {
      inflater = new Inflater(true);
    }
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
      give(idleInflaters, inflater, Inflater::end);
    }
  }

  @Override
  public StreamInflater openStream() {
    return new JdkStreamInflater();
  }

  private static <T> T take(ArrayDeque<T> idle) {
    synchronized (idle) {
      return idle.pollLast();
    }
  }

  private static <T> void give(ArrayDeque<T> idle, T object, Consumer<T> end) {
    synchronized (idle) {
      if (idle.size() < IDLE_OBJECTS) {
        idle.addLast(object);
        return;
      }
    }
    end.accept(object);
  }

  static void count(int produced) {
    CodecMetric.DECOMPRESS_JDK_BLOCKS.add(1);
    CodecMetric.DECOMPRESS_JDK_BYTES.add(produced);
  }
}
