package org.uacce.codec.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.uacce.codec.rows.RowShape;

/** What filtering one block made besides its bytes; kept by a stream so that no block allocates. */
public final class FilteredRows {
  /** Bytes of {@code struct uz_rows_shape}. */
  static final int SHAPE_BYTES = 40;

  int bodyBytes;
  private final byte[] shape = new byte[SHAPE_BYTES];
  private final ByteBuffer fields = ByteBuffer.wrap(shape).order(ByteOrder.nativeOrder());

  /** Of the filtered bytes, the part at their start that is to be compressed. */
  public int bodyBytes() {
    return bodyBytes;
  }

  /** A shape as the native library takes it. */
  byte[] laidOut(RowShape rows) {
    fields
        .clear()
        .putInt(rows.header())
        .putInt(rows.words())
        .putLong(rows.variable())
        .putLong(rows.variableAbove())
        .putLong(rows.reserving())
        .putLong(rows.reservingAbove());
    return shape;
  }
}
