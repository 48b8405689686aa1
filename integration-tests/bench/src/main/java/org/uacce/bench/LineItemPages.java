package org.uacce.bench;

import io.trino.tpch.LineItem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * TPC-H lineitem as Parquet, with the column types that Spark gives it and parquet's own defaults
 * of page and dictionary sizes.
 */
final class LineItemPages {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message lineitem { required int64 l_orderkey; required int64 l_partkey;"
              + " required int64 l_suppkey; required int32 l_linenumber;"
              + " required int64 l_quantity (DECIMAL(12,2));"
              + " required int64 l_extendedprice (DECIMAL(12,2));"
              + " required int64 l_discount (DECIMAL(12,2)); required int64 l_tax (DECIMAL(12,2));"
              + " required binary l_returnflag (STRING); required binary l_linestatus (STRING);"
              + " required int32 l_shipdate (DATE); required int32 l_commitdate (DATE);"
              + " required int32 l_receiptdate (DATE); required binary l_shipinstruct (STRING);"
              + " required binary l_shipmode (STRING); required binary l_comment (STRING); }");

  private LineItemPages() {}

  /** Writes rows as GZIP with a codec factory of the caller's. */
  static void write(LineItems items, int rows, OutputFile file, CompressionCodecFactory codecs)
      throws IOException {
    SimpleGroupFactory groups = new SimpleGroupFactory(SCHEMA);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(file)
            .withType(SCHEMA)
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withCodecFactory(codecs)
            .build()) {
      for (int i = 0; i < rows; i++) {
        writer.write(group(groups, items.next()));
      }
    }
  }

  private static Group group(SimpleGroupFactory groups, LineItem row) {
    return groups
        .newGroup()
        .append("l_orderkey", row.getOrderKey())
        .append("l_partkey", row.getPartKey())
        .append("l_suppkey", row.getSupplierKey())
        .append("l_linenumber", row.getLineNumber())
        .append("l_quantity", row.getQuantity() * 100L)
        .append("l_extendedprice", row.getExtendedPriceInCents())
        .append("l_discount", row.getDiscountPercent())
        .append("l_tax", row.getTaxPercent())
        .append("l_returnflag", row.getReturnFlag())
        .append("l_linestatus", row.getStatus())
        .append("l_shipdate", row.getShipDate())
        .append("l_commitdate", row.getCommitDate())
        .append("l_receiptdate", row.getReceiptDate())
        .append("l_shipinstruct", row.getShipInstructions())
        .append("l_shipmode", row.getShipMode())
        .append("l_comment", row.getComment());
  }

  /** Hands out compressors that keep every page as it was before its compression. */
  static final class Keeping implements CompressionCodecFactory {
    private final CodecFactory codecs = new CodecFactory(new Configuration(), 1 << 20);
    private final List<byte[]> pages = new ArrayList<>();

    /** In the order of writing: of a column its dictionary behind its pages. */
    List<byte[]> pages() {
      return pages;
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
      BytesInputCompressor inner = codecs.getCompressor(name);
      return new BytesInputCompressor() {
        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
          ByteArrayOutputStream page = new ByteArrayOutputStream();
          bytes.writeAllTo(page);
          pages.add(page.toByteArray());
          return inner.compress(BytesInput.from(page));
        }

        @Override
        public CompressionCodecName getCodecName() {
          return name;
        }

        @Override
        public void release() {
          inner.release();
        }
      };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
      return codecs.getDecompressor(name);
    }

    @Override
    public void release() {
      codecs.release();
    }
  }
}
