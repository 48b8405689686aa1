package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/** An executor forks while the device reads and writes its memory. */
@OnDevice
@Order(2)
class DeviceForksTest {
  private static final int PROGRAMS = Math.max(50, Seeds.count(1_000));

  private static int start(int programs) throws Exception {
    int ended = 0;
    for (int i = 0; i < programs; i++) {
      ended += new ProcessBuilder("true").start().waitFor() == 0 ? 1 : 0;
    }
    return ended;
  }

  @Test
  void jobsAreRightWhenTheirExecutorStartsPrograms() throws Exception {
    Cluster cluster = DeviceCluster.with(DeviceCluster.Purpose.USE);
    ExecutorWork work = ExecutorWork.sinceNow(cluster);
    try (EndlessJobs jobs = new EndlessJobs(cluster.spark())) {
      jobs.awaitNext();
      long held = Emulator.queuesHeld();
      int programs = PROGRAMS;
      int ended =
          cluster.context().parallelize(List.of(programs), 1).map(DeviceForksTest::start).first();
      assertThat(ended).isEqualTo(PROGRAMS);
      jobs.awaitNext();
      assertThat(Emulator.queuesHeld()).as("queues, those of children included").isEqualTo(held);
    }
    assertThat(work.upToNow().of(CodecMetric.COMPRESS_DEVICE_BLOCKS)).isPositive();
    assertThat(work.fallbacks()).isZero();
  }
}
