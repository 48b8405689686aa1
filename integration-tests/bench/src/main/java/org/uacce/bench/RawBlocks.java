package org.uacce.bench;

import java.util.zip.CRC32;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.binding.NativeLibraryLoader;

/**
 * The least that any stream could cost: a loop over the native calls on memory that is already off
 * the heap, plus the CRC-32. No copy, no frame, no pool. One thread; the owner closes it.
 */
final class RawBlocks implements AutoCloseable {
  /** As in the codec: equal page offsets of input and output are slow on some processors. */
  private static final int GAP_BYTES = 2048 + 64;

  private static final int RESULT_BYTES = 16;

  private final Binding binding;
  private final int blockBytes;
  private final long compressor;
  private final long decompressor;
  private final OffHeap data;
  private final OffHeap compressed;
  private final OffHeap out;
  private final int[] starts;
  private final CRC32 crc = new CRC32();

  RawBlocks(byte[] bytes, int blockBytes, int level) {
    binding = binding();
    this.blockBytes = blockBytes;
    compressor = binding.openCompressor(level);
    decompressor = binding.openDecompressor();
    data = new OffHeap(binding, bytes.length);
    data.view().put(0, bytes);
    compressed = new OffHeap(binding, bytes.length + GAP_BYTES);
    out = new OffHeap(binding, RESULT_BYTES + blockBytes + GAP_BYTES);
    starts = new int[blocks() + 1];
    prepare();
  }

  /** The library; the raw calls cannot be measured without it. */
  static Binding binding() {
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    if (loaded.binding() == null) {
      throw new IllegalStateException(
          "Cannot measure the native library: attempts=" + loaded.attempts());
    }
    return loaded.binding();
  }

  int blocks() {
    return (data.bytes() + blockBytes - 1) / blockBytes;
  }

  private int blockBytes(int block) {
    return Math.min(blockBytes, data.bytes() - block * blockBytes);
  }

  private void prepare() {
    for (int i = 0; i < blocks(); i++) {
      int count = blockBytes(i);
      int at = starts[i];
      long written = compress(Ending.FINAL, i, compressed.address() + at, count);
      if (written < 0) {
        compressed.view().put(at, data.view(), i * blockBytes, count);
        written = count;
      }
      starts[i + 1] = at + (int) written;
    }
  }

  private long compress(Ending ending, int block, long to, int room) {
    return binding.compress(
        compressor,
        ending,
        data.address() + (long) block * blockBytes,
        blockBytes(block),
        to,
        room - 1L);
  }

  /** Compresses every block and sums its input. */
  long compress(Ending ending) {
    long total = 0;
    for (int i = 0; i < blocks(); i++) {
      int count = blockBytes(i);
      long written = compress(ending, i, out.address() + GAP_BYTES, count);
      sum(data, i * blockBytes, count);
      total += written < 0 ? count : written;
    }
    return total;
  }

  /** Inflates every block and sums its output. */
  long inflate() {
    long total = 0;
    int outAt = RESULT_BYTES + GAP_BYTES;
    for (int i = 0; i < blocks(); i++) {
      int count = blockBytes(i);
      int inBytes = starts[i + 1] - starts[i];
      if (inBytes == count) {
        out.view().put(outAt, compressed.view(), starts[i], count);
        total += count;
      } else {
        total +=
            binding.decompress(
                decompressor,
                compressed.address() + starts[i],
                inBytes,
                out.address() + outAt,
                count,
                out.address());
      }
      sum(out, outAt, count);
    }
    return total;
  }

  private void sum(OffHeap memory, int at, int count) {
    crc.reset();
    crc.update(memory.view().limit(at + count).position(at));
    memory.view().clear();
  }

  @Override
  public void close() {
    binding.closeCompressor(compressor);
    binding.closeDecompressor(decompressor);
    data.close();
    compressed.close();
    out.close();
  }
}
