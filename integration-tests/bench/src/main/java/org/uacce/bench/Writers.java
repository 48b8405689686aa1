package org.uacce.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.FrameOutputStream;

/**
 * Tasks that write at the same time, each a stream of its own of the same data from another place
 * on, for a while; then they close their streams. Time on the wall counts, since a device that is
 * waited for takes no thread's time.
 *
 * @param bytes written by all of them
 * @param nanos from the start until the last stream was closed
 */
record Writers(long bytes, long nanos) {
  private static final int PIECE_BYTES = 8 << 10;

  /** Writes for {@code millis}. */
  static Writers run(byte[] data, CodecConfig config, int threads, long millis) throws IOException {
    AtomicLong bytes = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(threads);
    CountDownLatch go = new CountDownLatch(1);
    long[] start = new long[1];
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int from = data.length / threads * i / PIECE_BYTES * PIECE_BYTES;
      Thread writer =
          new Thread(
              () -> {
                try {
                  started.countDown();
                  go.await();
                  bytes.addAndGet(write(data, from, config, start[0] + millis * 1_000_000));
                } catch (IOException | InterruptedException | RuntimeException | Error e) {
                  failure.set(e);
                }
              },
              "writer-" + i);
      writer.setDaemon(true);
      writer.start();
      writers.add(writer);
    }
    try {
      started.await();
      start[0] = System.nanoTime();
      go.countDown();
      for (Thread writer : writers) {
        writer.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Cannot measure: interrupted", e);
    }
    long nanos = System.nanoTime() - start[0];
    if (failure.get() != null) {
      throw new IOException("Cannot measure: a writer failed", failure.get());
    }
    return new Writers(bytes.get(), nanos);
  }

  private static long write(byte[] data, int from, CodecConfig config, long end)
      throws IOException {
    long bytes = 0;
    try (OutputStream out = new FrameOutputStream(new Streams.CountingSink(), config, false)) {
      for (int at = from; System.nanoTime() - end < 0; at = (at + PIECE_BYTES) % data.length) {
        out.write(data, at, PIECE_BYTES);
        bytes += PIECE_BYTES;
      }
    }
    return bytes;
  }

  double bytesPerSecond() {
    return bytes * 1e9 / nanos;
  }
}
