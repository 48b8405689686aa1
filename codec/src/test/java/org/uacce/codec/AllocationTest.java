package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A block in steady state allocates nothing: the pools have all it needs. Native tier only. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final OutputStream nowhere = OutputStream.nullOutputStream();

  /** What a stream may allocate over thousands of blocks: less than a byte for each. */
  private static final long MOST_BYTES = 2000;

  private static final int BLOCKS = 3000;

  private interface Blocks {
    void run(int count) throws IOException;
  }

  @BeforeAll
  static void needsTheLibrary() {
    TierUnderTest.check();
  }

  /** The least of some rounds: the JVM's own compiler allocates on this thread now and then. */
  private static long allocated(Blocks blocks) throws IOException {
    long self = Thread.currentThread().getId();
    blocks.run(BLOCKS);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 5 && least > 0; round++) {
      long before = THREADS.getThreadAllocatedBytes(self);
      blocks.run(BLOCKS);
      least = Math.min(least, THREADS.getThreadAllocatedBytes(self) - before);
    }
    return least;
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "ROWS", "RANDOM"})
  void framesAreWrittenWithoutAllocation(TestData kind) throws Exception {
    byte[] block = kind.bytes(4096, Seed.random("allocation"));
    CodecConfig config = Codecs.smallBlocks(1);
    try (FrameOutputStream out = new FrameOutputStream(nowhere, config, false)) {
      long bytes =
          allocated(
              count -> {
                for (int i = 0; i < count; i++) {
                  out.write(block[0]);
                  out.write(block, 1, block.length - 1);
                }
              });
      assertThat(bytes).as("for %d blocks", BLOCKS).isLessThan(MOST_BYTES);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TEXT", "ROWS", "RANDOM"})
  void framesAreReadWithoutAllocation(TestData kind) throws Exception {
    CodecConfig config = Codecs.smallBlocks(1);
    byte[] block = kind.bytes(4096, Seed.random("allocation"));
    readsWithoutAllocation(block, config);
  }

  /** An endless stream of the same block. */
  private void readsWithoutAllocation(byte[] block, CodecConfig config) throws Exception {
    byte[] frame = Codecs.frames(block, config, Seed.random("allocation"));
    byte[] into = new byte[block.length];
    try (FrameInputStream in = new FrameInputStream(new Endless(frame), config)) {
      long bytes =
          allocated(
              count -> {
                for (int i = 0; i < count; i++) {
                  int have = 0;
                  while (have < into.length) {
                    have += in.read(into, have, into.length - have);
                  }
                }
              });
      assertThat(bytes).as("read: for %d blocks", BLOCKS).isLessThan(MOST_BYTES);
      assertThat(into).isEqualTo(block);
    }
  }

  @Test
  void rowsAreWrittenAndReadWithoutAllocation() throws Exception {
    CodecConfig config = Codecs.config(CodecOption.Purpose.SHUFFLE, Map.of("blockSize", "4k"));
    // Whole records of 100 bytes, so that every block of the endless stream begins with one.
    byte[] block = new byte[4000];
    for (int at = 0; at < block.length; at += 100) {
      block[at + 3] = 96;
      block[at + 12] = (byte) (at / 100);
    }
    long filtered = CodecMetric.COMPRESS_FILTERED_BLOCKS.value();
    try (FrameOutputStream out = new FrameOutputStream(nowhere, config, true)) {
      long bytes =
          allocated(
              count -> {
                for (int i = 0; i < count; i++) {
                  out.write(block, 0, block.length);
                  out.flush();
                }
              });
      assertThat(bytes).as("written: for %d blocks", BLOCKS).isLessThan(MOST_BYTES);
    }
    assertThat(CodecMetric.COMPRESS_FILTERED_BLOCKS.value()).isGreaterThan(filtered + BLOCKS);
    readsWithoutAllocation(block, config);
  }

  @ParameterizedTest
  @EnumSource(DeflateFormat.class)
  void membersAreWrittenWithoutAllocation(DeflateFormat format) throws Exception {
    byte[] block = TestData.JSON.bytes(4096, Seed.random("allocation"));
    for (int level : new int[] {1, 6}) {
      MemberEncoder encoder = new MemberEncoder(format, Codecs.smallBlocks(level));
      long bytes =
          allocated(
              count -> {
                for (int i = 0; i < count; i++) {
                  encoder.write(block, 0, block.length, nowhere);
                }
              });
      assertThat(bytes).as("for %d blocks at level %d", BLOCKS, level).isLessThan(MOST_BYTES);
      encoder.reset();
    }
  }

  @Test
  void membersAreReadWithoutAllocation() throws Exception {
    byte[] data = TestData.JSON.bytes(12 << 20, Seed.random("allocation"));
    byte[] member = Oracle.write(data, DeflateFormat.GZIP, 1);
    byte[] out = new byte[1024];
    MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6));
    decoder.setInput(member, 0, member.length);
    long bytes =
        allocated(
            count -> {
              for (int i = 0; i < count / 2; i++) {
                assertPositive(decoder.read(out, 0, out.length));
              }
            });
    decoder.close();
    assertThat(bytes).as("for %d reads", BLOCKS / 2).isLessThan(MOST_BYTES);
  }

  @Test
  void wholeMembersAreWrittenAndReadWithoutAllocation() throws Exception {
    byte[] data = TestData.ROWS.bytes(4096, Seed.random("allocation"));
    byte[] out = new byte[WholeMember.compressBound(data.length)];
    byte[] back = new byte[data.length];
    WholeMember member = new WholeMember(Codecs.file(1));
    long bytes =
        allocated(
            count -> {
              for (int i = 0; i < count; i++) {
                int written = member.compress(data, 0, data.length, out, 0);
                member.decompress(out, 0, written, back, 0, back.length);
              }
            });
    assertThat(bytes).as("for %d pages", BLOCKS).isLessThan(MOST_BYTES);
    assertThat(back).isEqualTo(data);
  }

  private static void assertPositive(int count) {
    if (count <= 0) {
      throw new AssertionError("no data: count=" + count);
    }
  }

  /** The same bytes over and over. */
  private static final class Endless extends InputStream {
    private final byte[] bytes;
    private int next;

    Endless(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      int b = bytes[next] & 0xff;
      next = (next + 1) % bytes.length;
      return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, bytes.length - next);
      System.arraycopy(bytes, next, into, offset, count);
      next = (next + count) % bytes.length;
      return count;
    }
  }
}
