package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.io.CompressionCodec;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.uacce.codec.CodecMetric;

/** Both codecs' streams, made as Spark makes them, by class name from a SparkConf. */
@Order(0)
@Tag("smoke")
class CodecStreamTest {
  private static final int BLOCK_BYTES = 64 << 10;

  private final Random random = Seeds.random();

  private static CompressionCodec codec(String name) {
    return CompressionCodec.createCodec(new SparkConf(false), name);
  }

  private static byte[] compressed(CompressionCodec codec, byte[] data) throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (OutputStream out = codec.compressedOutputStream(sink)) {
      out.write(data);
    }
    return sink.toByteArray();
  }

  private static byte[] read(CompressionCodec codec, InputStream source) throws IOException {
    try (InputStream in = codec.compressedInputStream(source)) {
      return in.readAllBytes();
    }
  }

  /** Compresses about threefold. */
  private static byte[] rows(Random random, int bytes) {
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (i % 8 < 6 ? i / 8 % 50 : random.nextInt(40));
    }
    return data;
  }

  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void dataComesBack(String name) throws IOException {
    CompressionCodec codec = codec(name);
    Work work = Work.sinceNow();
    for (int bytes : new int[] {1, 2, 63, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 1 << 20}) {
      byte[] data = rows(random, bytes);
      assertThat(read(codec, new ByteArrayInputStream(compressed(codec, data)))).isEqualTo(data);
    }
    work.assertNativeBothWays();
  }

  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void emptyStreamIsNoBytes(String name) throws IOException {
    assertThat(compressed(codec(name), new byte[0])).isEmpty();
    assertThat(read(codec(name), InputStream.nullInputStream())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void inputStreamReadsNothingWhenCreated(String name) throws IOException {
    Pipe refusing = new Pipe();
    refusing.refuseReads();
    try (InputStream plain = codec(name).compressedInputStream(refusing.source());
        InputStream continuous = codec(name).compressedContinuousInputStream(refusing.source())) {
      assertThatThrownBy(plain::read).isInstanceOf(IOException.class).hasMessage("refused");
      assertThatThrownBy(continuous::read).isInstanceOf(IOException.class).hasMessage("refused");
    }
  }

  /** As a push-based shuffle's merged chunk: map blocks back to back, read as one stream. */
  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void concatenatedMapBlocksReadAsOneStream(String name) throws IOException {
    CompressionCodec codec = codec(name);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    List<InputStream> mapBlocks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] data = rows(random, i % 7 == 0 ? 0 : random.nextInt(3 * BLOCK_BYTES));
      expected.write(data);
      mapBlocks.add(new ByteArrayInputStream(compressed(codec, data)));
    }
    InputStream chunk = new SequenceInputStream(Collections.enumeration(mapBlocks));
    assertThat(read(codec, chunk)).isEqualTo(expected.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void flushCutsNoBlock(String name) throws IOException {
    byte[] data = rows(random, 10_000);
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (OutputStream out = codec(name).compressedOutputStream(sink)) {
      for (int at = 0; at < data.length; at += 100) {
        out.write(data, at, 100);
        out.flush();
      }
      assertThat(sink.size()).isZero();
    }
    assertThat(sink.toByteArray()).isEqualTo(compressed(codec(name), data));
  }

  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void continuousStreamIsReadableUpToEveryFlush(String name) throws IOException {
    CompressionCodec codec = codec(name);
    Pipe pipe = new Pipe();
    try (OutputStream out = codec.compressedContinuousOutputStream(pipe.sink());
        InputStream in = codec.compressedContinuousInputStream(pipe.source())) {
      for (int i = 0; i < 20; i++) {
        byte[] data = rows(random, 1 + random.nextInt(100_000));
        out.write(data);
        out.flush();
        assertThat(in.readNBytes(data.length)).isEqualTo(data);
      }
    }
  }

  /** A reduce task must see an IOException, for which Spark fetches again, and no wrong row. */
  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void changedBytesAreAnIoExceptionOrTheSameData(String name) throws IOException {
    CompressionCodec codec = codec(name);
    byte[] data = rows(random, 3 * BLOCK_BYTES);
    byte[] good = compressed(codec, data);
    int changes = Seeds.count(30_000);
    int refused = 0;
    for (int i = 0; i < changes; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 << random.nextInt(8));
      try {
        // The same bytes can be said in more than one way: another distance to an equal run.
        assertThat(read(codec, new ByteArrayInputStream(bad)))
            .as("changed byte %d", at)
            .isEqualTo(data);
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(changes * 9 / 10);
  }

  /** A cut inside a frame is seen here; one between two frames by the length that Spark keeps. */
  @ParameterizedTest
  @ValueSource(strings = {SharedSpark.OURS, SharedSpark.PLAIN})
  void cutStreamIsAnIoExceptionOrEndsBetweenFrames(String name) throws IOException {
    CompressionCodec codec = codec(name);
    byte[] data = rows(random, 3 * BLOCK_BYTES);
    byte[] good = compressed(codec, data);
    int refused = 0;
    int cuts = Seeds.count(10_000);
    for (int i = 0; i < cuts; i++) {
      byte[] cut = Arrays.copyOf(good, 1 + random.nextInt(good.length - 1));
      try {
        byte[] back = read(codec, new ByteArrayInputStream(cut));
        assertThat(back.length % BLOCK_BYTES).isZero();
        assertThat(back).isEqualTo(Arrays.copyOf(data, back.length));
      } catch (IOException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(cuts / 2);
  }

  @Test
  void sixtyFourThreadsShareOneCodec() throws Exception {
    CompressionCodec codec = codec(SharedSpark.OURS);
    Work work = Work.sinceNow();
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      List<Callable<Boolean>> trips = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        Random own = new Random(random.nextLong());
        trips.add(() -> manyTrips(codec, own));
      }
      for (Future<Boolean> trip : threads.invokeAll(trips)) {
        assertThat(trip.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    work.assertNativeBothWays();
  }

  private static boolean manyTrips(CompressionCodec codec, Random random) throws IOException {
    for (int i = 0; i < Seeds.count(1_000); i++) {
      byte[] data = rows(random, random.nextInt(4 * BLOCK_BYTES));
      if (!Arrays.equals(data, read(codec, new ByteArrayInputStream(compressed(codec, data))))) {
        return false;
      }
    }
    return true;
  }

  @Test
  void closedStreamGivesItsBufferBackOnce() throws IOException {
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    OutputStream out = begun();
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isGreaterThan(before);
    out.close();
    out.close();
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isEqualTo(before);
  }

  /** As Spark does with the streams of a task that fails or is killed. */
  @Test
  void abandonedStreamsGiveTheirBuffersBack() throws IOException {
    long before = CodecMetric.STREAM_BUFFER_BYTES.value();
    for (int i = 0; i < 100; i++) {
      begun();
    }
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isGreaterThan(before);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (CodecMetric.STREAM_BUFFER_BYTES.value() > before && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(CodecMetric.STREAM_BUFFER_BYTES.value()).isLessThanOrEqualTo(before);
  }

  private OutputStream begun() throws IOException {
    OutputStream out =
        codec(SharedSpark.OURS).compressedOutputStream(OutputStream.nullOutputStream());
    out.write(rows(random, 1_000));
    return out;
  }
}
