package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The device goes away while a Spark job runs: the job finishes, nothing of it is wrong, and the
 * device is in use again within five seconds of its return.
 */
@OnDevice
@Order(2)
class DeviceReturnTest {
  private static final long BACK_WITHIN_MS = 5_000;
  private static final int ROUNDS = Seeds.count(200);

  private Cluster cluster;
  private List<String> devices;

  @BeforeEach
  void start() throws Exception {
    cluster = DeviceCluster.with(DeviceCluster.Purpose.USE);
    devices = Emulator.devices();
  }

  @AfterEach
  void bringBack() throws IOException {
    toEach("isolate %s 0");
    toEach("return %s");
  }

  private void toEach(String command) throws IOException {
    for (String device : devices) {
      Emulator.command(command.formatted(device));
    }
  }

  /** What takes the device away, or gives it back. */
  private interface Event {
    void happens() throws IOException;
  }

  /**
   * Each round: on the device; away; back when the job that runs has finished without it.
   *
   * @param back null: it comes back by itself
   */
  private void assertUsedAgain(String what, Event away, Event back) throws Exception {
    long longest = 0;
    ExecutorWork work = ExecutorWork.sinceNow(cluster);
    TaskNumbers tasks = new TaskNumbers(cluster.spark().sparkContext());
    try (tasks;
        EndlessJobs jobs = new EndlessJobs(cluster.spark())) {
      for (int i = 0; i < ROUNDS; i++) {
        awaitJobs(jobs);
        away.happens();
        if (back != null) {
          jobs.awaitNext();
          back.happens();
        }
        longest = Math.max(longest, awaitJobs(jobs));
        jobs.awaitNext();
      }
    }
    System.out.printf(
        "%s: rounds=%d redone in software=%d back in use within at most %d ms%n",
        what, ROUNDS, work.upToNow().fallbacks(), longest);
    assertThat(work.fallbacks()).as("blocks that the device was away for").isPositive();
    assertThat(tasks.notDone.sum()).as("tasks that failed").isZero();
    assertThat(longest).isLessThan(BACK_WITHIN_MS);
  }

  /** Until the device has more to do, from this executor: there is no other user. */
  private static long awaitJobs(EndlessJobs jobs) throws IOException {
    long before = Emulator.jobs();
    return Patience.await(
        "jobs on the device",
        () -> {
          jobs.finished();
          return Emulator.jobs() > before;
        });
  }

  @Test
  void jobFinishesWhenTheDeviceIsRemoved() throws Exception {
    assertUsedAgain("removed", () -> toEach("remove %s"), () -> toEach("return %s"));
  }

  @Test
  void jobFinishesWhenTheDeviceIsReset() throws Exception {
    assertUsedAgain("reset", () -> toEach("reset %s ms=500"), null);
  }

  /** What the kernel does after too many errors: it resets, and lets nobody in any more. */
  @Test
  void jobFinishesWhenTheDeviceIsIsolated() throws Exception {
    assertUsedAgain(
        "isolated",
        () -> {
          toEach("isolate %s 1");
          toEach("reset %s ms=1");
        },
        () -> toEach("isolate %s 0"));
  }

  @Test
  void jobFinishesWhenAnotherProcessTakesAllQueues() throws Exception {
    QueueHog[] hog = new QueueHog[1];
    assertUsedAgain(
        "taken",
        () -> {
          hog[0] = new QueueHog();
          assertThat(hog[0].queues()).isPositive();
          // Or the executor's own queue would serve on; and while nobody gets one, it looks for
          // another.
          toEach("reset %s ms=500");
        },
        () -> hog[0].close());
  }
}
