package org.uacce.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.uacce.hadoop.UacceSplittableGzipCodec;

/**
 * What a second task brings to the reading of one BGZF file, beside what a second thread brings to
 * the bare calls on as many blocks. On the wall, so the machine has to be idle. The owner closes
 * it.
 */
final class HadoopTasks implements AutoCloseable {
  static final String TASKS = "hadoop.tasks";
  static final String RAW = "raw";
  static final String BGZF = "bgzf";
  static final String ONE = " on 1 thread";
  static final String TWO = " on 2 threads";

  private static final int LEVEL = 6;
  private static final int BLOCK_BYTES = 0xff00;

  /** A part of some work; returns bytes. */
  private interface Part extends Callable<Long> {}

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final List<RawBlocks> halves;
  private final UacceSplittableGzipCodec codec =
      HadoopFiles.codec(new UacceSplittableGzipCodec(), LEVEL, Map.of());
  private final byte[] file;
  private final int bytes;

  HadoopTasks(long seed, int bytes) throws IOException {
    this.bytes = bytes;
    byte[] data = Corpus.TEXT.generate(seed, bytes);
    halves =
        List.of(
            new RawBlocks(Arrays.copyOf(data, bytes / 2), BLOCK_BYTES, LEVEL),
            new RawBlocks(Arrays.copyOfRange(data, bytes / 2, bytes), BLOCK_BYTES, LEVEL));
    file = Streams.bytesOf(sink -> HadoopFiles.write(codec, data, sink));
  }

  Contest contest() {
    List<Part> raw = List.of(halves.get(0)::inflate, halves.get(1)::inflate);
    long middle = file.length / 2;
    List<Part> bgzf = List.of(split(0, middle), split(middle, file.length));
    return new Contest(
        TASKS,
        Corpus.TEXT.label(),
        LEVEL,
        bytes,
        List.of(
            new Peer(RAW + ONE, () -> inTurn(raw)),
            new Peer(RAW + TWO, () -> together(raw)),
            new Peer(BGZF + ONE, () -> inTurn(bgzf)),
            new Peer(BGZF + TWO, () -> together(bgzf))));
  }

  private Part split(long start, long end) {
    byte[] piece = new byte[Streams.BUFFER_BYTES];
    return () -> HadoopFiles.readSplit(codec, file, start, end, piece, new Streams.CountingSink());
  }

  private long inTurn(List<Part> parts) throws IOException {
    return whole(
        collected(
            threads.submit(
                () -> {
                  long sum = 0;
                  for (Part part : parts) {
                    sum += part.call();
                  }
                  return sum;
                })));
  }

  private long together(List<Part> parts) throws IOException {
    long sum = 0;
    for (Future<Long> running : parts.stream().map(threads::submit).toList()) {
      sum += collected(running);
    }
    return whole(sum);
  }

  private long whole(long sum) throws IOException {
    if (sum != bytes) {
      throw new IOException("Cannot measure: bytes=" + sum + " needed=" + bytes);
    }
    return sum;
  }

  private static long collected(Future<Long> running) throws IOException {
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    halves.forEach(RawBlocks::close);
  }
}
