package org.uacce.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.codec.CodecMetric;

/**
 * As many streams open at once as an executor with 16 cores may hold: 16 x 200, Spark's bypass
 * threshold. Runs in a JVM of its own with 512 MB, whose 5 % are the default bound.
 */
@Tag("small-heap")
class OpenStreamsTest {
  private static final int STREAMS = 3_200;
  private static final int ROW_BYTES = 200;
  private static final int ROWS = Boolean.getBoolean("uacce.campaign") ? 2_000 : 200;

  /** What stands in a file for one stream: its data, stored, and the headers of the frames. */
  private static final long REGION_BYTES = 2L * ROWS * ROW_BYTES;

  private final UacceCompressionCodec codec = new UacceCompressionCodec(new SparkConf(false));
  private final long seed = seed();

  @TempDir private Path folder;

  private static long seed() {
    String given = System.getProperty("uacce.seed", "");
    long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    System.out.println("uacce.seed=" + seed + " (repeat with -Duacce.seed=" + seed + ")");
    return seed;
  }

  @Test
  void buffersOfAllStreamsStayBelowTheirBound() throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(heap).as("-Xmx512m").isLessThanOrEqualTo(512 << 20);
    long bound = Math.min(64 << 20, heap / 20);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("shuffle"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      Region[] regions = new Region[STREAMS];
      long most = writeRowsInTurn(file, regions);

      assertThat(most).as("streamBuffer.bytes").isBetween(bound / 2, bound);
      assertThat(CodecMetric.BLOCKS_CUT_EARLY.value()).isPositive();
      assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).as("after close").isZero();
      readBack(regions);
    }
    assertThat(CodecMetric.COMPRESS_JDK_BLOCKS.value()).isZero();
  }

  /** One row to each stream in turn, as a map task writes to its reducers. */
  private long writeRowsInTurn(FileChannel file, Region[] regions) throws IOException {
    OutputStream[] streams = new OutputStream[STREAMS];
    Random[] rows = new Random[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
      regions[i] = new Region(file, i * REGION_BYTES);
      streams[i] = codec.compressedOutputStream(regions[i]);
      rows[i] = new Random(seed + i);
    }
    long most = 0;
    byte[] row = new byte[ROW_BYTES];
    for (int i = 0; i < ROWS; i++) {
      for (int stream = 0; stream < STREAMS; stream++) {
        rows[stream].nextBytes(row);
        streams[stream].write(row);
        most = Math.max(most, CodecMetric.STREAM_BUFFER_BYTES.value());
      }
    }
    for (OutputStream stream : streams) {
      stream.close();
    }
    return most;
  }

  private void readBack(Region[] regions) throws IOException {
    byte[] row = new byte[ROW_BYTES];
    for (int i = 0; i < STREAMS; i++) {
      Random rows = new Random(seed + i);
      try (InputStream in = codec.compressedInputStream(regions[i].source())) {
        for (int j = 0; j < ROWS; j++) {
          rows.nextBytes(row);
          assertThat(in.readNBytes(ROW_BYTES)).isEqualTo(row);
        }
        assertThat(in.read()).isEqualTo(-1);
      }
    }
  }

  /** One stream's part of the file. */
  private static final class Region extends OutputStream {
    private final FileChannel file;
    private final long start;
    private int length;

    Region(FileChannel file, long start) {
      this.file = file;
      this.start = start;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      assertThat(length + count).isLessThanOrEqualTo((int) REGION_BYTES);
      ByteBuffer left = ByteBuffer.wrap(bytes, offset, count);
      while (left.hasRemaining()) {
        length += file.write(left, start + length);
      }
    }

    InputStream source() throws IOException {
      ByteBuffer all = ByteBuffer.allocate(length);
      while (all.hasRemaining() && file.read(all, start + all.position()) > 0) {}
      return new ByteArrayInputStream(all.array());
    }
  }
}
