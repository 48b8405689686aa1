package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.DirectDecompressionCodec;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages as the installed codec reads them, in whatever pieces its caller asks for. */
class InstalledReaderTest {
  private final Random random = Seed.random("installed reader");
  private CompressionCodec codec;

  @BeforeEach
  void install() {
    UacceParquet.install(new Configuration());
    codec = GzipEntries.map().get("org.apache.hadoop.io.compress.GzipCodec");
  }

  @AfterEach
  void uninstall() {
    UacceParquet.uninstall();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(sink)) {
      out.write(bytes);
    }
    return sink.toByteArray();
  }

  /** As parquet does it: a stream over the page, with a pooled decompressor, and never closed. */
  private byte[] read(InputStream packed, int piece) throws IOException {
    Decompressor decompressor = CodecPool.getDecompressor(codec);
    try {
      decompressor.reset();
      InputStream in = codec.createInputStream(packed, decompressor);
      ByteArrayOutputStream page = new ByteArrayOutputStream();
      byte[] some = new byte[piece + 3];
      for (int count = in.read(some, 3, piece); count >= 0; count = in.read(some, 3, piece)) {
        page.write(some, 3, count);
      }
      assertThat(in.read()).isEqualTo(-1);
      return page.toByteArray();
    } finally {
      CodecPool.returnDecompressor(decompressor);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 17, 8_192, 100_000, 3 << 20})
  void pagesComeBackInPiecesOfEverySize(int bytes) throws IOException {
    byte[] page = Pages.text(random, bytes);
    byte[] packed = gzip(page);
    for (int piece : new int[] {Math.max(1, bytes), 8_192, bytes + 1}) {
      assertThat(read(new ByteArrayInputStream(packed), piece)).isEqualTo(page);
    }
    assertThat(read(new ByteArrayInputStream(gzip(Arrays.copyOf(page, bytes / 50))), 1))
        .isEqualTo(Arrays.copyOf(page, bytes / 50));
  }

  /** Streams need not tell how much they have. */
  @Test
  void readsFromASourceThatKnowsNothingOfItsLength() throws IOException {
    byte[] page = Pages.text(random, 70_000);
    byte[] packed = gzip(page);
    for (int known : new int[] {0, 1, 500, packed.length}) {
      InputStream modest =
          new ByteArrayInputStream(packed) {
            @Override
            public synchronized int available() {
              return Math.min(known, super.available());
            }
          };
      assertThat(read(modest, 70_000)).as("available=%d", known).isEqualTo(page);
    }
  }

  /** Those of parquet throw at their end from one of their two ways to read. */
  @Test
  void readsFromAStreamOfParquets() throws IOException {
    byte[] page = Pages.text(random, 70_000);
    assertThat(read(ByteBufferInputStream.wrap(ByteBuffer.wrap(gzip(page))), 70_000))
        .isEqualTo(page);
    byte[] packed = gzip(page);
    ByteBuffer head = ByteBuffer.wrap(packed, 0, 11);
    ByteBuffer tail = ByteBuffer.wrap(packed, 11, packed.length - 11);
    assertThat(read(ByteBufferInputStream.wrap(head, tail), 70_000)).isEqualTo(page);
  }

  @Test
  void severalMembersAreOnePage() throws IOException {
    byte[] page = Pages.text(random, 9_000);
    byte[] head = gzip(Arrays.copyOf(page, 2_000));
    byte[] tail = gzip(Arrays.copyOfRange(page, 2_000, page.length));
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    for (int piece : new int[] {9_000, 100}) {
      assertThat(read(new ByteArrayInputStream(both), piece)).isEqualTo(page);
    }
  }

  @Test
  void refusesEveryTruncationAndNeverGivesOtherBytesForAFlippedBit() throws IOException {
    byte[] page = Pages.text(random, 400);
    byte[] packed = gzip(page);
    for (int bytes = 0; bytes < packed.length; bytes++) {
      byte[] cut = Arrays.copyOf(packed, bytes);
      assertThatThrownBy(() -> read(new ByteArrayInputStream(cut), 400))
          .as("bytes=%d", bytes)
          .isInstanceOf(IOException.class);
    }
    int refused = 0;
    for (int bit = 0; bit < packed.length * 8; bit++) {
      byte[] flipped = packed.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertThat(read(new ByteArrayInputStream(flipped), 400)).as("bit=%d", bit).isEqualTo(page);
      } catch (IOException expected) {
        refused++;
      }
    }
    // Six header bytes (time, extra flags, system) carry nothing; nearly everything else does.
    assertThat(refused).isGreaterThan(packed.length * 8 - 6 * 8 - 16);
  }

  @Test
  void givesNoDirectDecompressorSinceParquetSharesItsBufferAmongColumns() {
    assertThat(((DirectDecompressionCodec) codec).createDirectDecompressor()).isNull();
  }
}
