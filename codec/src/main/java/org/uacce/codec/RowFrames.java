package org.uacce.codec;

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

  /** A deflated body has to be smaller than the stored one, whose trailer is shorter. */
  private static final int LEAST_GAIN_BYTES =
      ShuffleFrame.BODY_TRAILER_BYTES - ShuffleFrame.STORED_TRAILER_BYTES + 1;

  private final CodecConfig config;
  private final RowStream rows = new RowStream();
  private final FilteredRows filtered = new FilteredRows();
  private final Compressibility guess = new Compressibility();
  private final CRC32 crc = new CRC32();
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
   * Filters the stream's next block.
   *
   * @param columns receives the filtered body, {@link #bodyBytes} long, and the raw planes behind
   *     it; at least {@code count}
   * @return bytes of both, or {@link #UNFILTERED}
   */
  int filter(byte[] bytes, int count, byte[] columns) {
    rows.begin(bytes, count);
    int first = rows.first(bytes, count);
    trial = first >= 0 && rows.trials().isDue(count, config.rowBlockBytes());
    if (first < 0 || (rows.trials().filteredLost() && !trial)) {
      rows.passed(bytes, count);
      return UNFILTERED;
    }
    int total = filter(bytes, count, first, columns);
    if (total < 0) {
      // Rows of no shape say nothing about the shape's next blocks.
      trial &= total == RowEncoder.NO_SPACE;
      rows.passed(bytes, count);
      return UNFILTERED;
    }
    rows.filtered(bytes, count, columns, 0);
    return total;
  }

  private int filter(byte[] bytes, int count, int first, byte[] columns) {
    Engine engine = Engine.shared(config);
    int total = engine.filterRows(rows.shape(), bytes, count, first, columns, 0, count, filtered);
    if (total == RowEncoder.NOT_ROWS && rows.guessAgain(bytes, count)) {
      total = engine.filterRows(rows.shape(), bytes, count, first, columns, 0, count, filtered);
    }
    return total;
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
   * @param columns a filtered body and the raw planes behind it, {@code total} bytes
   * @param count of the block, whose CRC-32 is {@code originalCrc}
   * @param onDevice whether an accelerator is to compress it, and is waited for
   * @param out with room for a payload that is no longer than the stored one
   * @return bytes written from {@code payloadAt}, or {@link #UNFILTERED}
   */
  int payload(
      byte[] columns,
      int body,
      int total,
      int count,
      int originalCrc,
      boolean onDevice,
      byte[] out,
      int payloadAt)
      throws AcceleratorUnavailableException {
    int raw = total - body;
    int dataAt = payloadAt + FilteredPayload.prefixBytes(count, raw);
    int end =
        Engine.shared(config)
            .compress(
                config,
                guess,
                onDevice ? BlockPipeline.COLLECT : null,
                Ending.FINAL,
                columns,
                0,
                body,
                out,
                dataAt,
                mostDeflated(count, total, body));
    kind = ShuffleFrame.DEFLATE;
    if (end == Engine.STORE) {
      if (!fitsStored(count, total, body)) {
        return UNFILTERED;
      }
      kind = ShuffleFrame.STORED;
      System.arraycopy(columns, 0, out, dataAt, body);
      end = body;
    }
    end += dataAt;
    FilteredPayload.writePrefix(out, payloadAt, count, originalCrc, raw);
    crc.reset();
    crc.update(columns, 0, body);
    LittleEndian.putInt(out, end, (int) crc.getValue());
    end += ShuffleFrame.STORED_TRAILER_BYTES;
    if (kind == ShuffleFrame.DEFLATE) {
      LittleEndian.putInt(out, end, body);
      end += Integer.BYTES;
    }
    System.arraycopy(columns, body, out, end, raw);
    return end + raw - payloadAt;
  }
}
