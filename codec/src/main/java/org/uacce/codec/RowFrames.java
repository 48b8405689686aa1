package org.uacce.codec;

import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.uacce.codec.binding.Binding.Ending;
import org.uacce.codec.engine.Compressibility;
import org.uacce.codec.engine.Engine;
import org.uacce.codec.engine.FilteredRows;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.format.LittleEndian;
import org.uacce.codec.format.ShuffleFrame;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowStream;

/**
 * Makes filtered frames of one output stream's blocks where they are rows. One thread.
 *
 * <p>Whatever does not fit, is not rows or does not get smaller is refused here and goes
 * unfiltered.
 */
final class RowFrames {
  /** Answer of {@link #payload}: the block is to go unfiltered. */
  static final int UNFILTERED = -1;

  /**
   * A stream that begins with a smaller block has too few rows to find columns in, {@code
   * RowRules.LEAST_ROWS} of 32 bytes, and costs less without this object (docs/adr/008).
   */
  static final int LEAST_FIRST_BYTES = 256;

  /** A deflated body has to be smaller than the stored one, whose trailer is shorter. */
  private static final int LEAST_GAIN_BYTES =
      ShuffleFrame.BODY_TRAILER_BYTES - ShuffleFrame.STORED_TRAILER_BYTES + 1;

  /** The three numbers that a body begins with, at their longest. */
  private static final int HEAD_BYTES = 3 * 5;

  private final CodecConfig config;
  private final RowStream rows = new RowStream();
  private final FilteredRows filtered = new FilteredRows();
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();
  private final byte[] head = new byte[HEAD_BYTES];

  /** What the last filter made, where it is on the heap; of {@link ArrayPool}. */
  private byte[] columns;

  private boolean trial;
  private int kind;

  RowFrames(CodecConfig config) {
    this.config = config;
  }

  /** How large a block of this stream becomes, now that it begins with these bytes. */
  int blockBytes(byte[] bytes, int count) {
    rows.begin(bytes, count);
    return rows.isRows()
        ? Math.max(config.blockBytes(), config.rowBlockBytes())
        : config.blockBytes();
  }

  /** Whether the stream has been seen to be something else, so that there is nothing to do. */
  boolean isOff() {
    return rows.hasBegun() && !rows.isRows();
  }

  /** Of the last payload: {@link ShuffleFrame#DEFLATE} or {@link ShuffleFrame#STORED}. */
  int kind() {
    return kind;
  }

  /** Whether the block whose {@link #payload} was just made is to be compressed unfiltered too. */
  boolean isTrial() {
    return trial;
  }

  /** Reports what came of a trial: the shape's next blocks follow it. */
  void trialEnded(boolean filteredIsSmaller) {
    trial = false;
    CodecMetric.FILTER_TRIALS.add(1);
    if (!filteredIsSmaller) {
      CodecMetric.FILTER_TRIALS_LOST.add(1);
    }
    if (rows.isRows()) {
      rows.trials().ended(filteredIsSmaller);
    }
  }

  /** Counts a block of {@code count} bytes that is written with so many to compress. */
  static void count(int count, int body) {
    CodecMetric.COMPRESS_FILTERED_BLOCKS.add(1);
    CodecMetric.COMPRESS_FILTER_SAVED_BYTES.add(count - body);
  }

  /**
   * Filters the stream's next block. What that makes is kept here, off the heap if it can be, until
   * {@link #columns} takes it or {@link #drop} forgets it: meanwhile the thread does nothing else
   * that needs off-heap memory.
   *
   * @return bytes of the body, {@link #bodyBytes}, and the raw planes behind it, or {@link
   *     #UNFILTERED}
   */
  int filter(byte[] bytes, int count) {
    rows.begin(bytes, count);
    int first = rows.first(bytes, count);
    trial = first >= 0 && rows.trials().isDue(count, config.rowBlockBytes());
    if (first < 0 || (rows.trials().filteredLost() && !trial)) {
      rows.passed(bytes, count);
      return UNFILTERED;
    }
    int total = filter(bytes, count, first);
    if (total == RowEncoder.NOT_ROWS && rows.guessAgain(bytes, count)) {
      total = filter(bytes, count, first);
    }
    if (total < 0) {
      // Rows of no shape say nothing about the shape's next blocks.
      trial &= total == RowEncoder.NO_SPACE;
      rows.passed(bytes, count);
      return UNFILTERED;
    }
    if (filtered.isHeld()) {
      filtered.copyOut(0, head, 0, Math.min(total, head.length));
      rows.filtered(bytes, count, head, 0);
    } else {
      rows.filtered(bytes, count, columns, 0);
    }
    return total;
  }

  private int filter(byte[] bytes, int count, int first) {
    Engine engine = Engine.shared(config);
    int total = engine.filterRowsOffHeap(rows.shape(), bytes, count, first, filtered);
    if (total != Engine.ELSEWHERE) {
      return total;
    }
    if (columns == null) {
      columns = ArrayPool.SHARED.take(count);
    }
    return engine.filterRows(rows.shape(), bytes, count, first, columns, 0, count, filtered);
  }

  /** What {@link #filter} made, {@code total} bytes on the heap until {@link #drop}. */
  byte[] columns(int total) {
    if (filtered.isHeld()) {
      if (columns == null) {
        columns = ArrayPool.SHARED.take(total);
      }
      filtered.copyOut(0, columns, 0, total);
      filtered.release();
    }
    return columns;
  }

  /** Forgets what {@link #filter} made. */
  void drop() {
    filtered.release();
    if (columns != null) {
      ArrayPool.SHARED.give(columns);
      columns = null;
    }
  }

  /** Of the last filtered block, the part that is to be compressed. */
  int bodyBytes() {
    return filtered.bodyBytes();
  }

  /** What the stream's bodies have shown so far. */
  Compressibility guess() {
    return guess;
  }

  /** Whether a filtered block is worth a frame even if its body turns out not to shrink. */
  static boolean fitsStored(int count, int total, int body) {
    return FilteredPayload.prefixBytes(count, total - body) + total < count;
  }

  /** The most that a filtered block's body may take as DEFLATE data. */
  static int mostDeflated(int count, int total, int body) {
    int raw = total - body;
    int room = count - FilteredPayload.prefixBytes(count, raw) - raw - LEAST_GAIN_BYTES;
    return Math.max(0, Math.min(room, body - LEAST_GAIN_BYTES));
  }

  /**
   * Makes the payload of a filtered frame.
   *
   * @param from a filtered body and the raw planes behind it, {@code total} bytes; null: those that
   *     {@link #filter} keeps, by software
   * @param count of the block, whose CRC-32 is {@code originalCrc}
   * @param onDevice whether an accelerator is to compress it, and is waited for
   * @param out with room for a payload that is no longer than the stored one
   * @return bytes written from {@code payloadAt}, or {@link #UNFILTERED}
   */
  int payload(
      byte[] from,
      int body,
      int total,
      int count,
      int originalCrc,
      boolean onDevice,
      byte[] out,
      int payloadAt)
      throws AcceleratorUnavailableException {
    int dataAt = payloadAt + FilteredPayload.prefixBytes(count, total - body);
    int most = mostDeflated(count, total, body);
    Engine engine = Engine.shared(config);
    int end = Engine.ELSEWHERE;
    if (from == null && filtered.isHeld()) {
      end = engine.compressInPlace(config, guess, filtered, out, dataAt, most);
    }
    byte[] source = from == null && end == Engine.ELSEWHERE ? columns(total) : from;
    if (end == Engine.ELSEWHERE) {
      BooleanSupplier collect = onDevice ? BlockPipeline.COLLECT : null;
      end =
          engine.compress(config, guess, collect, Ending.FINAL, source, 0, body, out, dataAt, most);
    }
    kind = ShuffleFrame.DEFLATE;
    if (end == Engine.STORE) {
      if (!fitsStored(count, total, body)) {
        return UNFILTERED;
      }
      kind = ShuffleFrame.STORED;
      copy(source, 0, out, dataAt, body);
      end = body;
    }
    end += dataAt;
    FilteredPayload.writePrefix(out, payloadAt, count, originalCrc, total - body);
    crc.reset();
    if (source == null) {
      filtered.sum(crc, body);
    } else {
      crc.update(source, 0, body);
    }
    LittleEndian.putInt(out, end, (int) crc.getValue());
    end += ShuffleFrame.STORED_TRAILER_BYTES;
    if (kind == ShuffleFrame.DEFLATE) {
      LittleEndian.putInt(out, end, body);
      end += Integer.BYTES;
    }
    copy(source, body, out, end, total - body);
    return end + total - body - payloadAt;
  }

  /**
   * @param source null: what {@link #filter} keeps
   */
  private void copy(byte[] source, int from, byte[] out, int at, int bytes) {
    if (source == null) {
      filtered.copyOut(from, out, at, bytes);
    } else {
      System.arraycopy(source, from, out, at, bytes);
    }
  }
}
