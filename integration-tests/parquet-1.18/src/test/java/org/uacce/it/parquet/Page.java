package org.uacce.it.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalInputFile;

/**
 * One page as it stands in a file, found by its header and inflated without any codec of parquet's
 * or ours.
 */
final class Page {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;

  private final String column;
  private final PageType type;
  private final int offset;
  private final byte[] compressed;
  private final int bytes;

  private Page(String column, PageType type, int offset, byte[] compressed, int bytes) {
    this.column = column;
    this.type = type;
    this.offset = offset;
    this.compressed = compressed;
    this.bytes = bytes;
  }

  String column() {
    return column;
  }

  PageType type() {
    return type;
  }

  /** Where its compressed bytes begin in the file. */
  int offset() {
    return offset;
  }

  /** Without the levels of a v2 page, which parquet does not compress. */
  byte[] compressed() {
    return compressed;
  }

  /** What the compressed bytes must inflate to, as the header states. */
  int bytes() {
    return bytes;
  }

  /** Every page of a file whose every column chunk says GZIP. */
  static List<Page> of(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<Page> pages = new ArrayList<>();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
      for (BlockMetaData rowGroup : reader.getFooter().getBlocks()) {
        for (ColumnChunkMetaData chunk : rowGroup.getColumns()) {
          assertThat(chunk.getCodec()).isEqualTo(CompressionCodecName.GZIP);
          int at = (int) chunk.getStartingPos();
          int end = at + (int) chunk.getTotalSize();
          while (at < end) {
            ByteArrayInputStream in = new ByteArrayInputStream(bytes, at, end - at);
            PageHeader header = Util.readPageHeader(in);
            int body = end - in.available();
            pages.add(page(chunk.getPath().toDotString(), header, bytes, body));
            at = body + header.getCompressed_page_size();
          }
          assertThat(at).isEqualTo(end);
        }
      }
    }
    return pages;
  }

  private static Page page(String column, PageHeader header, byte[] file, int body) {
    int levels = 0;
    if (header.getType() == PageType.DATA_PAGE_V2) {
      assertThat(header.getData_page_header_v2().isIs_compressed()).isTrue();
      levels =
          header.getData_page_header_v2().getRepetition_levels_byte_length()
              + header.getData_page_header_v2().getDefinition_levels_byte_length();
    }
    return new Page(
        column,
        header.getType(),
        body + levels,
        Arrays.copyOfRange(file, body + levels, body + header.getCompressed_page_size()),
        header.getUncompressed_page_size() - levels);
  }

  /** Parquet leaves the values of a v2 page of nulls out; marked compressed nonetheless. */
  boolean isAbsent() {
    return compressed.length == 0 && bytes == 0;
  }

  /** The contents, after asserting that they are one gzip member and nothing besides. */
  byte[] onlyMember() throws DataFormatException {
    assertThat(Arrays.copyOf(compressed, HEADER_BYTES))
        .containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0);
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(compressed, HEADER_BYTES, compressed.length - HEADER_BYTES);
      byte[] contents = new byte[bytes];
      int produced = inflater.inflate(contents);
      assertThat(produced).as("bytes of %s", column).isEqualTo(bytes);
      assertThat(inflater.inflate(new byte[1])).as("bytes beyond the page").isZero();
      assertThat(inflater.finished()).isTrue();
      assertThat(inflater.getRemaining()).as("bytes behind the data").isEqualTo(TRAILER_BYTES);
      return contents;
    } finally {
      inflater.end();
    }
  }
}
