package org.uacce.codec.engine;

import java.util.ArrayDeque;
import org.uacce.codec.MalformedDataException;
import org.uacce.codec.format.FilteredPayload;
import org.uacce.codec.rows.RowDecoder;
import org.uacce.codec.rows.RowEncoder;
import org.uacce.codec.rows.RowShape;
import org.uacce.codec.rows.RowWork;

/**
 * The row filter in Java, with work memory that is kept for the next block. Any thread, any number
 * at once.
 */
final class JavaRows {
  private static final int MOST_IDLE = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Work for blocks of 1 MiB; what larger ones took goes to the collector. */
  private static final long MOST_HELD_BYTES = 4L << 20;

  private final ArrayDeque<Both> idle = new ArrayDeque<>();

  private static final class Both {
    final RowWork work = new RowWork();
    final RowEncoder encoder = new RowEncoder(work);
    final RowDecoder decoder = new RowDecoder(work);
  }

  private Both take() {
    synchronized (idle) {
      Both both = idle.pollLast();
      return both != null ? both : new Both();
    }
  }

  private void give(Both both) {
    if (both.work.heldBytes() > MOST_HELD_BYTES) {
      return;
    }
    synchronized (idle) {
      if (idle.size() < MOST_IDLE) {
        idle.addLast(both);
      }
    }
  }

  /** As {@link RowEncoder#encode}. */
  int encode(
      RowShape shape,
      byte[] in,
      int inBytes,
      int first,
      byte[] out,
      int outOffset,
      int outBytes,
      FilteredRows result) {
    Both both = take();
    try {
      int bytes = both.encoder.encode(shape, in, inBytes, first, out, outOffset, outBytes);
      result.bodyBytes = both.encoder.bodyBytes();
      return bytes;
    } finally {
      give(both);
    }
  }

  /** Undoes the filter. */
  void decode(byte[] body, int bodyAt, byte[] payload, FilteredPayload filtered, byte[] out)
      throws MalformedDataException {
    Both both = take();
    try {
      both.decoder.decode(
          body,
          bodyAt,
          filtered.bodyBytes(),
          payload,
          filtered.rawAt(),
          filtered.rawBytes(),
          out,
          filtered.originalBytes());
    } finally {
      give(both);
    }
  }
}
