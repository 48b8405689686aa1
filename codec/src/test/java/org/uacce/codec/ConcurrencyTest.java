package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many threads and many open streams on the one engine of the JVM. */
@EveryTier
class ConcurrencyTest {
  private static final int THREADS = 64;

  /** For the campaign on java.util.zip, with other work beside it. */
  private static final int LONGEST_MINUTES = 15;

  private interface Task {
    void run(int thread, Random random) throws Exception;
  }

  private static void inThreads(Task task) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch all = new CountDownLatch(THREADS);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        done.add(
            executor.submit(
                () -> {
                  all.countDown();
                  all.await();
                  task.run(thread, Seed.random("thread " + thread));
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(LONGEST_MINUTES, TimeUnit.MINUTES);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void dataIsEqualAndBuffersReturnWhenManyThreadsUseEveryFormat() throws Exception {
    long streamBytes = CodecMetric.STREAM_BUFFER_BYTES.value();
    long failures = CodecMetric.NATIVE_FAILURES.value();
    TierUnderTest.Work before = TierUnderTest.compressed();
    TestData[] kinds = TestData.values();
    int rounds = Seed.times(500);
    inThreads(
        (thread, random) -> {
          for (int i = 0; i < rounds; i++) {
            byte[] data =
                kinds[random.nextInt(kinds.length)].bytes(random.nextInt(100_000), random);
            int level = random.nextInt(10);
            CodecConfig shuffle = Codecs.shuffle(level);
            CodecConfig file = Codecs.file(level);
            byte[] frames = Codecs.frames(data, shuffle, random);
            assertThat(Codecs.unframed(frames, shuffle, random)).isEqualTo(data);
            DeflateFormat format = thread % 2 == 0 ? DeflateFormat.GZIP : DeflateFormat.ZLIB;
            byte[] member = Codecs.member(data, format, file, random);
            assertThat(Codecs.unmembered(member, format, file, random)).isEqualTo(data);
            byte[] whole = Codecs.whole(data, file);
            assertThat(Codecs.unwhole(whole, data.length, file)).isEqualTo(data);
          }
        });
    TierUnderTest.Work done = TierUnderTest.compressed().since(before);
    assertThat(TierUnderTest.isJdk() ? done.nativeBytes() : done.jdkBytes()).isZero();
    assertThat(done.total()).isPositive();
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(streamBytes);
    assertThat(CodecMetric.NATIVE_FAILURES.value()).isEqualTo(failures);
    assertThat(CodecMetric.BUFFER_POOL_BYTES.value()).isBetween(0L, 64L << 20);
  }

  @Test
  void openDecodersFallBackToTheJdkWhenHalfThePoolIsLeased() throws Exception {
    byte[] data = TestData.JSON.bytes(150_000, Seed.random("many decoders"));
    byte[] member = Oracle.write(data, DeflateFormat.GZIP, 6);
    int half = member.length / 2;
    List<MemberDecoder> open = new ArrayList<>();
    List<ByteArrayOutputStream> outs = new ArrayList<>();
    byte[] out = new byte[data.length];
    TierUnderTest.Work before = TierUnderTest.decompressed();
    for (int i = 0; i < 400; i++) {
      MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      decoder.setInput(member, 0, half);
      int count;
      while ((count = decoder.read(out, 0, out.length)) > 0) {
        all.write(out, 0, count);
      }
      open.add(decoder);
      outs.add(all);
    }
    TierUnderTest.Work halves = TierUnderTest.decompressed().since(before);
    assertThat(halves.jdkBytes()).as("beyond half of the pool").isPositive();
    assertThat(halves.nativeBytes() > 0).isEqualTo(!TierUnderTest.isJdk());
    // Whole blocks still find buffers beside all those leases.
    assertThat(Codecs.unwhole(member, data.length, Codecs.file(6))).isEqualTo(data);

    for (int i = 0; i < open.size(); i++) {
      MemberDecoder decoder = open.get(i);
      decoder.setInput(member, half, member.length - half);
      int count;
      while ((count = decoder.read(out, 0, out.length)) > 0) {
        outs.get(i).write(out, 0, count);
      }
      assertThat(decoder.finished()).isTrue();
      assertThat(outs.get(i).toByteArray()).isEqualTo(data);
    }
    assertLeasesAreBack(member, data);
  }

  /** Leases have returned when a fresh decoder runs on this JVM's own tier. */
  private static void assertLeasesAreBack(byte[] member, byte[] data) throws Exception {
    TierUnderTest.Work before = TierUnderTest.decompressed();
    Random random = Seed.random("leases");
    assertThat(Codecs.unmembered(member, DeflateFormat.GZIP, Codecs.file(6), random))
        .isEqualTo(data);
    TierUnderTest.assertDone(before, TierUnderTest.decompressed(), data.length);
  }

  /** Begins members and drops their decoders; in a frame of its own so that nothing keeps them. */
  private static void dropDecoders(byte[] member, int decoders) throws Exception {
    for (int i = 0; i < decoders; i++) {
      MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6));
      decoder.setInput(member, 0, member.length / 2);
      decoder.read(new byte[100], 0, 100);
    }
  }

  @Test
  void leasesReturnWhenDecodersAreDropped() throws Exception {
    byte[] data = TestData.JSON.bytes(50_000, Seed.random("dropped decoders"));
    byte[] member = Oracle.write(data, DeflateFormat.GZIP, 6);
    dropDecoders(member, 400);
    Collecting.until(
        () -> {
          TierUnderTest.Work before = TierUnderTest.decompressed();
          try (MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, Codecs.file(6))) {
            decoder.setInput(member, 0, member.length);
            decoder.read(new byte[100], 0, 100);
          } catch (MalformedDataException e) {
            throw new AssertionError(e);
          }
          TierUnderTest.Work done = TierUnderTest.decompressed().since(before);
          return TierUnderTest.isJdk() || done.nativeBytes() > 0;
        });
    assertLeasesAreBack(member, data);
  }

  @Test
  void theInterruptIsKeptAndTheDataRightWhenAThreadIsInterrupted() throws Exception {
    byte[] data = TestData.TEXT.bytes(200_000, Seed.random("interrupt"));
    Thread.currentThread().interrupt();
    byte[] frames = Codecs.frames(data, Codecs.shuffle(1), Seed.random("interrupt 2"));
    byte[] back = Codecs.unframed(frames, Codecs.shuffle(1), Seed.random("interrupt 3"));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(back).isEqualTo(data);
  }

  @Test
  void aStreamMayMoveBetweenThreadsWhenOneUsesItAtATime() throws Exception {
    byte[] data = TestData.ROWS.bytes(500_000, Seed.random("moving"));
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    ExecutorService one = Executors.newSingleThreadExecutor();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (OutputStream out = new FrameOutputStream(sink, Codecs.shuffle(1), false)) {
      for (int at = 0; at < data.length; at += 12_500) {
        int from = at;
        ExecutorService turn = at % 25_000 == 0 ? one : other;
        turn.submit(
                () -> {
                  out.write(data, from, 12_500);
                  return null;
                })
            .get();
      }
    } finally {
      one.shutdown();
      other.shutdown();
    }
    assertThat(PlainFrames.read(sink.toByteArray())).isEqualTo(data);
  }
}
