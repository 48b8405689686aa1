package org.uacce.scenarios;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Jobs one behind the other in a thread of their own, for something to happen to meanwhile. */
final class BackgroundWork {
  private static final int MAP_TASKS = 8;
  private static final int REDUCE_TASKS = 8;

  private final TaskNumbers tasks;
  private final CompletableFuture<Void> running;

  /**
   * @param rounds of jobs, each compared with what it should give
   */
  BackgroundWork(ProgramJobs jobs, int rounds) {
    tasks = new TaskNumbers(jobs.sparkContext());
    running = CompletableFuture.runAsync(() -> run(jobs, rounds));
  }

  private static void run(ProgramJobs jobs, int rounds) {
    for (int round = 0; round < rounds; round++) {
      jobs.slowShuffle(MAP_TASKS, REDUCE_TASKS, round);
    }
  }

  /** Tasks of this application that have ended since the beginning. */
  long tasksDone() {
    return tasks.ended.sum();
  }

  void awaitEnd(Map<String, String> answer) throws Exception {
    try (tasks) {
      running.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The work in the background failed", e.getCause());
    }
    answer.put("tasks", Long.toString(tasks.ended.sum()));
    answer.put("notDone", Long.toString(tasks.notDone.sum()));
    answer.put("fetchFailures", Long.toString(tasks.fetchFailures.sum()));
  }
}
