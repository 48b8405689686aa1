package org.uacce.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.uacce.codec.binding.Binding;
import org.uacce.codec.rows.RowDecoder;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowShape;
import org.uacce.codec.rows.RowStream;
import org.uacce.codec.rows.RowWork;

/**
 * The row filter without streams, engines and trials, in C on memory off the heap and in Java on
 * arrays: over the blocks that it filters. One thread; the owner closes it.
 */
final class BareFilter implements AutoCloseable {
  static final int ROW_BLOCK_BYTES = 256 << 10;
  static final int BLOCK_BYTES = 64 << 10;
  private static final int SHAPE_BYTES = 40;

  /** A block of a corpus; {@code filtered} is null where the filter leaves it alone. */
  static final class Block {
    private final byte[] in;
    private final RowShape shape;
    private final int first;
    private final byte[] filtered;
    private final int bodyBytes;

    private Block(byte[] in, RowShape shape, int first, byte[] filtered, int bodyBytes) {
      this.in = in;
      this.shape = shape;
      this.first = first;
      this.filtered = filtered;
      this.bodyBytes = bodyBytes;
    }

    boolean isFiltered() {
      return filtered != null;
    }

    /** What an engine gets to compress of it. */
    byte[] forEngine() {
      return filtered == null ? in : Arrays.copyOf(filtered, bodyBytes);
    }

    int rawBytes() {
      return filtered == null ? 0 : filtered.length - bodyBytes;
    }
  }

  private final Binding binding = RawBlocks.binding();
  private final RowWork javaWork = new RowWork();
  private final RowEncoder encoder = new RowEncoder(javaWork);
  private final RowDecoder decoder = new RowDecoder(javaWork);
  private final byte[] javaOut = new byte[ROW_BLOCK_BYTES];
  private final List<Block> blocks;
  private final int bytes;
  private final OffHeap shapes;
  private final OffHeap in;
  private final OffHeap filtered;
  private final OffHeap out = new OffHeap(binding, ROW_BLOCK_BYTES);
  private final OffHeap work;
  private final OffHeap bodyBytes = new OffHeap(binding, Long.BYTES);

  private BareFilter(List<Block> blocks) {
    this.blocks = blocks;
    bytes = blocks.stream().mapToInt(block -> block.in.length).sum();
    shapes = new OffHeap(binding, blocks.size() * SHAPE_BYTES);
    in = new OffHeap(binding, bytes);
    filtered = new OffHeap(binding, bytes);
    work = new OffHeap(binding, Math.toIntExact(binding.rowsWorkBytes(ROW_BLOCK_BYTES)));
    int at = 0;
    ByteBuffer shape = shapes.view().order(java.nio.ByteOrder.nativeOrder());
    for (Block block : blocks) {
      shape
          .putInt(block.shape.header())
          .putInt(block.shape.words())
          .putLong(block.shape.variable())
          .putLong(block.shape.variableAbove())
          .putLong(block.shape.reserving())
          .putLong(block.shape.reservingAbove());
      in.view().put(at, block.in);
      filtered.view().put(at, block.filtered);
      at += block.in.length;
    }
  }

  /** Null where no block of the corpus is filtered. */
  static BareFilter of(List<Block> all) {
    List<Block> blocks = all.stream().filter(block -> block.filtered != null).toList();
    return blocks.isEmpty() ? null : new BareFilter(blocks);
  }

  /** Cuts a corpus as an output stream does, and filters it in Java. */
  static List<Block> blocks(RowCorpus corpus) {
    List<Block> blocks = new ArrayList<>();
    RowEncoder encoder = new RowEncoder(new RowWork());
    for (byte[] stream : corpus.streams()) {
      RowStream rows = new RowStream();
      rows.begin(stream, Math.min(stream.length, BLOCK_BYTES));
      int size = rows.isRows() ? ROW_BLOCK_BYTES : BLOCK_BYTES;
      for (int at = 0; at < stream.length; at += size) {
        byte[] in = Arrays.copyOfRange(stream, at, Math.min(stream.length, at + size));
        blocks.add(block(rows, encoder, in));
      }
    }
    return blocks;
  }

  private static Block block(RowStream rows, RowEncoder encoder, byte[] in) {
    int first = rows.first(in, in.length);
    byte[] out = new byte[in.length];
    int total = RowEncoder.NOT_ROWS;
    if (first >= 0) {
      total = encoder.encode(rows.shape(), in, in.length, first, out, 0, out.length);
      if (total == RowEncoder.NOT_ROWS && rows.guessAgain(in, in.length)) {
        total = encoder.encode(rows.shape(), in, in.length, first, out, 0, out.length);
      }
    }
    if (total < 0) {
      rows.passed(in, in.length);
      return new Block(in, null, 0, null, 0);
    }
    Block block =
        new Block(in, rows.shape(), first, Arrays.copyOf(out, total), encoder.bodyBytes());
    rows.filtered(in, in.length, out, 0);
    return block;
  }

  /** Uncompressed bytes of a pass. */
  int bytes() {
    return bytes;
  }

  /** Both filters give the same bytes, and back from them the data. */
  void check() throws IOException {
    for (int i = 0, at = 0; i < blocks.size(); at += blocks.get(i++).in.length) {
      Block block = blocks.get(i);
      byte[] made = new byte[block.filtered.length];
      forwardNative(i, at);
      out.view().get(0, made);
      byte[] back = new byte[block.in.length];
      backNative(i, at);
      out.view().get(0, back);
      backJava(block);
      if (!Arrays.equals(made, block.filtered)
          || !Arrays.equals(back, block.in)
          || !Arrays.equals(javaOut, 0, block.in.length, block.in, 0, block.in.length)) {
        throw new IllegalStateException("Cannot measure the filter: data differ, block=" + i);
      }
    }
  }

  long forwardNative() {
    long total = 0;
    for (int i = 0, at = 0; i < blocks.size(); at += blocks.get(i++).in.length) {
      total += forwardNative(i, at);
    }
    return total;
  }

  private long forwardNative(int index, int at) {
    Block block = blocks.get(index);
    return binding.encodeRows(
        shapes.address() + (long) index * SHAPE_BYTES,
        in.address() + at,
        block.in.length,
        block.first,
        work.address(),
        work.bytes(),
        out.address(),
        block.in.length,
        bodyBytes.address());
  }

  long backNative() {
    for (int i = 0, at = 0; i < blocks.size(); at += blocks.get(i++).in.length) {
      backNative(i, at);
    }
    return bytes;
  }

  private void backNative(int index, int at) {
    Block block = blocks.get(index);
    long answer =
        binding.decodeRows(
            filtered.address() + at,
            block.bodyBytes,
            filtered.address() + at + block.bodyBytes,
            block.rawBytes(),
            work.address(),
            work.bytes(),
            out.address(),
            block.in.length);
    if (answer != 0) {
      throw new IllegalStateException("Cannot decode a block: index=" + index + " error=" + answer);
    }
  }

  long forwardJava() {
    long total = 0;
    for (Block block : blocks) {
      total +=
          encoder.encode(
              block.shape, block.in, block.in.length, block.first, javaOut, 0, block.in.length);
    }
    return total;
  }

  long backJava() throws IOException {
    for (Block block : blocks) {
      backJava(block);
    }
    return bytes;
  }

  private void backJava(Block block) throws IOException {
    decoder.decode(
        block.filtered,
        0,
        block.bodyBytes,
        block.filtered,
        block.bodyBytes,
        block.rawBytes(),
        javaOut,
        block.in.length);
  }

  @Override
  public void close() {
    for (OffHeap memory : List.of(shapes, in, filtered, out, work, bodyBytes)) {
      memory.close();
    }
  }
}
