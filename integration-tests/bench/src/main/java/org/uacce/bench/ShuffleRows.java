package org.uacce.bench;

import io.trino.tpch.LineItem;
import java.nio.charset.StandardCharsets;

/**
 * Lineitem rows in the shape of Spark's UnsafeRow as a shuffle writes them: a big-endian length,
 * one null word, a word for each of 16 columns, then the strings in whole words; one partition
 * after the other, the partition chosen by a hash of the part key.
 */
final class ShuffleRows {
  private static final int PARTITIONS = 200;
  private static final int COLUMNS = 16;
  private static final int WORD = Long.BYTES;

  private ShuffleRows() {}

  static void write(LineItems rows, Corpus.Sink sink) {
    int size = sink.bytesWanted();
    Corpus.Sink[] partitions = new Corpus.Sink[PARTITIONS];
    // Twice the mean: a partition that is full anyway drops its rows.
    int most = Math.max(4096, 2 * size / PARTITIONS);
    for (int i = 0; i < PARTITIONS; i++) {
      partitions[i] = new Corpus.Sink(most);
    }
    long written = 0;
    while (written < size + size / 4) {
      LineItem row = rows.next();
      Corpus.Sink partition = partitions[partition(row.getPartKey())];
      int before = partition.count();
      write(row, partition);
      written += partition.count() - before;
    }
    for (int i = 0; i < PARTITIONS && !sink.full(); i++) {
      sink.all(partitions[i]);
    }
  }

  private static int partition(long key) {
    long mixed = (key ^ key >>> 33) * 0xff51afd7ed558ccdL;
    return Math.floorMod(mixed ^ mixed >>> 33, PARTITIONS);
  }

  private static void write(LineItem row, Corpus.Sink out) {
    byte[][] strings = {
      latin(row.getReturnFlag()),
      latin(row.getStatus()),
      latin(row.getShipInstructions()),
      latin(row.getShipMode()),
      latin(row.getComment())
    };
    int fixed = WORD * (1 + COLUMNS);
    int total = fixed;
    for (byte[] string : strings) {
      total += padded(string.length);
    }
    if (out.bytesWanted() - out.count() < Integer.BYTES + total) {
      return; // a row that was cut would make rubbish of what follows
    }
    out.number(Integer.reverseBytes(total), Integer.BYTES);
    out.number(0, WORD);
    long[] numbers = {
      row.getOrderKey(),
      row.getPartKey(),
      row.getSupplierKey(),
      row.getLineNumber(),
      100 * row.getQuantity(),
      row.getExtendedPriceInCents(),
      row.getDiscountPercent(),
      row.getTaxPercent(),
      row.getShipDate(),
      row.getCommitDate(),
      row.getReceiptDate()
    };
    for (long number : numbers) {
      out.number(number, WORD);
    }
    int at = fixed;
    for (byte[] string : strings) {
      out.number((long) at << 32 | string.length, WORD);
      at += padded(string.length);
    }
    for (byte[] string : strings) {
      for (byte b : string) {
        out.number(b, 1);
      }
      out.zeros(padded(string.length) - string.length);
    }
  }

  private static int padded(int bytes) {
    return (bytes + WORD - 1) / WORD * WORD;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
