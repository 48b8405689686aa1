package org.uacce.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs in a child JVM that has little memory: 3 200 streams of every kind are open and half way
 * through, on 16 threads, and then all end. Prints the facts; the test judges them.
 */
final class MemoryContractProbe {
  private static final int THREADS = 16;
  private static final int STREAMS = 3200;
  private static final int DATA_BYTES = 150_000;
  private static final int PIECE_BYTES = 1500;

  /** Blocks of levels 10 to 12 need the largest compressors; one stream of so many has one. */
  private static final int DEEPEST_ONE_IN = 40;

  /** A stream that is used piece by piece. */
  private interface Stream {
    /** Uses the bytes from {@code at} to {@code end}; throws if what is read is wrong. */
    void step(int at, int end) throws IOException;

    void finish() throws IOException;
  }

  private final CodecConfig shuffle = CodecConfig.defaults(CodecOption.Purpose.SHUFFLE);
  private final CodecConfig file = CodecConfig.defaults(CodecOption.Purpose.FILE);
  private final byte[] data = data();
  private final byte[] frames = frames();
  private final byte[] member = member(file);
  private final CyclicBarrier barrier = new CyclicBarrier(THREADS);
  private final AtomicLong mostPool = new AtomicLong();
  private final AtomicLong mostLeased = new AtomicLong();
  private final AtomicLong mostHeap = new AtomicLong();

  private MemoryContractProbe() throws IOException {}

  public static void main(String[] arguments) throws Exception {
    new MemoryContractProbe().run();
  }

  private static byte[] data() {
    Random random = new Random(7);
    byte[] bytes = new byte[DATA_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(5));
    }
    return bytes;
  }

  private byte[] frames() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FrameOutputStream stream = new FrameOutputStream(out, shuffle, false)) {
      stream.write(data);
    }
    return out.toByteArray();
  }

  private byte[] member(CodecConfig config) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, config);
    encoder.write(data, 0, data.length, out);
    encoder.finish(out);
    return out.toByteArray();
  }

  private void run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    // Every class is loaded and every path taken once before memory is looked at.
    use(open(10), 1);
    long before = anonymousBytes();
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      done.add(threads.submit(this::useMany));
    }
    long most = before;
    for (Future<?> each : done) {
      while (!isDone(each)) {
        most = Math.max(most, anonymousBytes());
      }
    }
    threads.shutdown();
    JvmOptions options = shuffle.jvm();
    fact("poolBound", options.bufferPoolBytes());
    fact("heapBound", options.streamBufferBytes());
    fact("mostPool", mostPool.get());
    fact("mostLeased", mostLeased.get());
    fact("mostHeap", mostHeap.get());
    fact("grown", most - before);
    fact("onHeap", CodecMetric.DECOMPRESS_HEAP_BLOCKS.value());
    fact("leasedAfter", CodecMetric.BUFFER_POOL_LEASED_BYTES.value());
    fact("heapAfter", CodecMetric.STREAM_BUFFER_BYTES.value());
    System.out.println("right");
  }

  private static boolean isDone(Future<?> work) throws Exception {
    try {
      work.get(10, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  private static void fact(String name, long value) {
    System.out.println(name + "=" + value);
  }

  private Void useMany() throws Exception {
    List<Stream> streams = open(STREAMS / THREADS);
    for (int at = 0; at < DATA_BYTES / 2; at += PIECE_BYTES) {
      step(streams, at);
    }
    // All of them are half way through now.
    barrier.await(5, TimeUnit.MINUTES);
    use(streams, 2);
    return null;
  }

  private void use(List<Stream> streams, int parts) throws IOException {
    for (int at = DATA_BYTES - DATA_BYTES / parts; at < DATA_BYTES; at += PIECE_BYTES) {
      step(streams, at);
    }
    for (Stream stream : streams) {
      stream.finish();
    }
  }

  private void step(List<Stream> streams, int at) throws IOException {
    for (Stream stream : streams) {
      stream.step(at, at + PIECE_BYTES);
      sample();
    }
  }

  private List<Stream> open(int count) {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CodecConfig config = i % DEEPEST_ONE_IN == 4 ? file.withLevel(12) : file;
      streams.add(
          switch (i % 5) {
            case 0 -> frameWriter();
            case 1 -> frameReader();
            case 2 -> memberReader();
            case 3 -> pages();
            default -> memberWriter(config);
          });
    }
    return streams;
  }

  private Stream frameWriter() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FrameOutputStream stream = new FrameOutputStream(out, shuffle, false);
    return new Stream() {
      @Override
      public void step(int at, int end) throws IOException {
        stream.write(data, at, end - at);
      }

      @Override
      public void finish() throws IOException {
        stream.close();
        try (FrameInputStream in =
            new FrameInputStream(new ByteArrayInputStream(out.toByteArray()), shuffle)) {
          same(in.readAllBytes(), 0, DATA_BYTES);
        }
      }
    };
  }

  private Stream frameReader() {
    FrameInputStream stream = new FrameInputStream(new ByteArrayInputStream(frames), shuffle);
    return new Stream() {
      @Override
      public void step(int at, int end) throws IOException {
        same(stream.readNBytes(end - at), at, end);
      }

      @Override
      public void finish() throws IOException {
        same(stream.readAllBytes(), 0, 0);
        stream.close();
      }
    };
  }

  private Stream memberReader() {
    MemberDecoder decoder = new MemberDecoder(DeflateFormat.GZIP, file);
    decoder.setInput(member, 0, member.length);
    return new Stream() {
      @Override
      public void step(int at, int end) throws IOException {
        byte[] read = new byte[end - at];
        int done = 0;
        while (done < read.length) {
          done += decoder.read(read, done, read.length - done);
        }
        same(read, at, end);
      }

      @Override
      public void finish() throws IOException {
        if (decoder.read(new byte[1], 0, 1) != 0 || !decoder.finished()) {
          throw new IOException("no end of the member");
        }
        decoder.close();
      }
    };
  }

  private Stream memberWriter(CodecConfig config) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MemberEncoder encoder = new MemberEncoder(DeflateFormat.GZIP, config);
    return new Stream() {
      @Override
      public void step(int at, int end) throws IOException {
        encoder.write(data, at, end - at, out);
      }

      @Override
      public void finish() throws IOException {
        encoder.finish(out);
        byte[] back = new byte[DATA_BYTES];
        new WholeMember(file).decompress(out.toByteArray(), 0, out.size(), back, 0, back.length);
        same(back, 0, DATA_BYTES);
      }
    };
  }

  /** A page every now and then, whole. */
  private Stream pages() {
    WholeMember pages = new WholeMember(file);
    return new Stream() {
      @Override
      public void step(int at, int end) throws IOException {
        if (at % (10 * PIECE_BYTES) == 0) {
          byte[] page = new byte[WholeMember.compressBound(end - at)];
          int bytes = pages.compress(data, at, end - at, page, 0);
          byte[] back = new byte[end - at];
          pages.decompress(page, 0, bytes, back, 0, back.length);
          same(back, at, end);
        }
      }

      @Override
      public void finish() {}
    };
  }

  private void same(byte[] bytes, int from, int to) throws IOException {
    if (!Arrays.equals(bytes, 0, bytes.length, data, from, to)) {
      throw new IOException("wrong bytes: from=" + from + " to=" + to + " got=" + bytes.length);
    }
  }

  private void sample() {
    mostPool.accumulateAndGet(CodecMetric.BUFFER_POOL_BYTES.value(), Math::max);
    mostLeased.accumulateAndGet(CodecMetric.BUFFER_POOL_LEASED_BYTES.value(), Math::max);
    mostHeap.accumulateAndGet(
        CodecMetric.STREAM_BUFFER_BYTES.value() + CodecMetric.STREAM_BUFFER_IDLE_BYTES.value(),
        Math::max);
  }

  /** Memory that this process has touched and no file stands for; the heap is all touched. */
  private static long anonymousBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
      if (line.startsWith("Anonymous:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    throw new IOException("no Anonymous in /proc/self/smaps_rollup");
  }
}
