package org.uacce.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs works side by side, each on a thread that is always the same. The owner closes it. */
final class Together implements AutoCloseable {
  private final List<ExecutorService> threads = new ArrayList<>();

  Together(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(
          Executors.newSingleThreadExecutor(
              work -> {
                Thread thread = new Thread(work, "together");
                thread.setDaemon(true);
                return thread;
              }));
    }
  }

  /** Returns the sum of their results once all have ended. */
  long run(List<Peer.Work> works) throws IOException {
    List<Future<Long>> running = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      running.add(threads.get(i).submit(works.get(i)::run));
    }
    long total = 0;
    for (Future<Long> one : running) {
      try {
        total += one.get();
      } catch (ExecutionException | InterruptedException e) {
        throw new IOException("Cannot measure: a thread failed", e);
      }
    }
    return total;
  }

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
  }
}
