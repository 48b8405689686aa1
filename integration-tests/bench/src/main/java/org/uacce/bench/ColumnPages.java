package org.uacce.bench;

import io.trino.tpch.LineItem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Lineitem columns in Parquet's encodings, a page of each column in turn. */
final class ColumnPages {
  private static final int PLAIN_PAGE_BYTES = 1 << 20;
  private static final int DICTIONARY_PAGE_ROWS = 100_000;

  private static final List<String> MODES =
      List.of("AIR", "FOB", "MAIL", "RAIL", "REG AIR", "SHIP", "TRUCK");
  private static final List<String> INSTRUCTIONS =
      List.of("COLLECT COD", "DELIVER IN PERSON", "NONE", "TAKE BACK RETURN");

  /**
   * A dictionary column: its index and the bits that the largest index needs.
   *
   * @param index of a row, from 0
   */
  private record Packed(int bits, ToIntFunction<LineItem> index) {}

  private static final List<Packed> PACKED =
      List.of(
          new Packed(6, row -> (int) row.getQuantity() - 1),
          new Packed(4, row -> (int) row.getDiscountPercent()),
          new Packed(4, row -> (int) row.getTaxPercent()),
          new Packed(3, row -> MODES.indexOf(row.getShipMode())),
          new Packed(2, row -> INSTRUCTIONS.indexOf(row.getShipInstructions())));

  private ColumnPages() {}

  /** PLAIN: int64, double, int32 and byte arrays with a length in front. */
  static void writePlain(LineItems rows, Corpus.Sink sink) {
    int page = Math.min(PLAIN_PAGE_BYTES, Math.max(1, sink.bytesWanted() / 4));
    while (!sink.full()) {
      writePage(page, sink, rows, ColumnPages::orderKey);
      writePage(page, sink, rows, ColumnPages::price);
      writePage(page, sink, rows, ColumnPages::shipDate);
      writePage(page, sink, rows, ColumnPages::comment);
    }
  }

  private interface Column {
    void write(LineItem row, Corpus.Sink sink);
  }

  private static void writePage(int bytes, Corpus.Sink sink, LineItems rows, Column column) {
    int end = Math.min(sink.bytesWanted(), sink.count() + bytes);
    while (sink.count() < end) {
      column.write(rows.next(), sink);
    }
  }

  private static void orderKey(LineItem row, Corpus.Sink sink) {
    sink.number(row.getOrderKey(), Long.BYTES);
  }

  private static void price(LineItem row, Corpus.Sink sink) {
    sink.number(Double.doubleToLongBits(row.getExtendedPrice()), Double.BYTES);
  }

  private static void shipDate(LineItem row, Corpus.Sink sink) {
    sink.number(row.getShipDate(), Integer.BYTES);
  }

  private static void comment(LineItem row, Corpus.Sink sink) {
    byte[] text = row.getComment().getBytes(StandardCharsets.ISO_8859_1);
    sink.number(text.length, Integer.BYTES);
    for (byte b : text) {
      sink.number(b, 1);
    }
  }

  /** RLE_DICTIONARY indices, bit-packed from the least significant bit on. */
  static void writeDictionary(LineItems rows, Corpus.Sink sink) {
    int pageRows = Math.min(DICTIONARY_PAGE_ROWS, sink.bytesWanted() / 4);
    while (!sink.full()) {
      List<LineItem> page = Stream.generate(rows::next).limit(pageRows).toList();
      for (Packed column : PACKED) {
        writePage(column, page, sink);
      }
    }
  }

  private static void writePage(Packed column, List<LineItem> page, Corpus.Sink sink) {
    long pending = 0;
    int bits = 0;
    for (LineItem row : page) {
      pending |= (long) column.index().applyAsInt(row) << bits;
      bits += column.bits();
      while (bits >= Byte.SIZE) {
        sink.number(pending, 1);
        pending >>>= Byte.SIZE;
        bits -= Byte.SIZE;
      }
    }
    sink.number(pending, 1);
  }
}
