package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults of every kind that the emulated device knows, in the middle of Spark jobs: no task fails,
 * and no row is wrong. How many of each are counted as what, the codec's own tests tell.
 */
@OnDevice
@Order(5)
class DeviceFaultsTest {
  private static final TpchShuffleTest.Job JOB = TpchShuffleTest.Job.WIDE_ROWS_SORTED;

  /** One in so many events of its kind. */
  private static final int EVERY = 7;

  private static final int MOST_JOBS = Seeds.count(3_000);

  private enum Family {
    /** The job comes back, and says that it was not done. */
    REFUSES(Seeds.count(500), true, "status no-space corrupt nothing"),
    /** The job comes back, is good, and is not. */
    LIES(Seeds.count(500), true, "wrong-output wrong-crc wrong-input wrong-length"),
    /** The job comes back right, but not as usual. */
    IS_ODD(Seeds.count(500), false, "delay jitter reorder late negative ended"),
    /** The queue fails, with what is in it. */
    BREAKS_QUEUES(
        Seeds.count(100),
        true,
        "lost duplicate bad-tag bad-head wrong-head early-completion tx-stop rx-stop"),
    /** No new queue is had, or the old one not stopped. */
    REFUSES_QUEUES(Seeds.count(100), true, "busy eperm enodev put-error");

    private final int times;
    private final boolean costsBlocks;
    private final String kinds;

    /**
     * @param times how often each kind is given
     * @param costsBlocks whether software has to redo some
     */
    Family(int times, boolean costsBlocks, String kinds) {
      this.times = times;
      this.costsBlocks = costsBlocks;
      this.kinds = kinds;
    }

    List<String> kinds() {
      return List.of(kinds.split(" "));
    }
  }

  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = DeviceCluster.with(DeviceCluster.Purpose.FAULTS);
  }

  @AfterEach
  void clear() throws IOException {
    Emulator.command("clear");
  }

  @ParameterizedTest
  @EnumSource
  void noTaskNoticesWhenTheDevice(Family family) throws Exception {
    assertThat(JOB.rows(cluster.spark())).isEqualTo(DeviceCluster.rowsWithLz4(JOB));
    ExecutorWork work = ExecutorWork.sinceNow(cluster);
    Map<String, Long> before = Emulator.given();
    int every = family == Family.REFUSES_QUEUES ? 1 : EVERY;
    for (String kind : family.kinds()) {
      Emulator.command("fault %s count=%d every=%d".formatted(kind, family.times, every));
    }
    int jobs = 0;
    Map<String, Long> given = new TreeMap<>();
    do {
      assertThat(jobs++).as("jobs so far, given=%s", given).isLessThan(MOST_JOBS);
      if (family == Family.REFUSES_QUEUES) {
        for (String device : Emulator.devices()) {
          Emulator.command("reset " + device + " ms=1"); // the queue is lost, and another wanted
        }
      }
      assertThat(JOB.rows(cluster.spark())).isEqualTo(DeviceCluster.rowsWithLz4(JOB));
      given = Emulator.given();
      given.keySet().retainAll(family.kinds());
      given.replaceAll((kind, sum) -> sum - before.getOrDefault(kind, 0L));
    } while (given.values().stream().anyMatch(sum -> sum < family.times));
    System.out.printf(
        "%s: jobs=%d redone in software=%d given=%s%n",
        family, jobs, work.upToNow().fallbacks(), given);
    assertThat(given).hasSize(family.kinds().size());
    assertThat(work.fallbacks() > 0).as("software redid some").isEqualTo(family.costsBlocks);
  }
}
