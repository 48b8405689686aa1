package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecMetric;

/**
 * With {@code verify=crc}, the default of shuffles, output that is wrong behind a good status goes
 * unseen until it is read. Then Spark makes it again, by the stage if it was shuffled and by the
 * task if it was spilled, and the job ends right. A checksum that does not fit is seen at once.
 */
@OnDevice
@Order(4)
class DeviceLieTest {
  private static final TpchShuffleTest.Job JOB = TpchShuffleTest.Job.WIDE_ROWS_SORTED;

  @AfterEach
  void clear() throws IOException {
    Emulator.command("clear");
  }

  /** Runs jobs, all of them right in the end, until the fault was given; what became of tasks. */
  private static TaskNumbers jobsWith(String fault) throws Exception {
    SparkSession spark = DeviceCluster.with(DeviceCluster.Purpose.USE).spark();
    long before = Emulator.given().getOrDefault(fault, 0L);
    TaskNumbers tasks = new TaskNumbers(spark.sparkContext());
    try (tasks) {
      Emulator.command("fault " + fault + " count=1 after=5");
      Patience.await(
          "the fault given in a job",
          () -> {
            assertThat(JOB.rows(spark)).isEqualTo(DeviceCluster.rowsWithLz4(JOB));
            return Emulator.given().get(fault) > before;
          });
    }
    return tasks;
  }

  @Test
  void whatWasWrongIsMadeAgainWhenItIsRead() throws Exception {
    TaskNumbers tasks = jobsWith("wrong-output");
    assertThat(tasks.notDone.sum()).isPositive();
  }

  @Test
  void noTaskFailsWhenTheDeviceReadOtherBytes() throws Exception {
    ExecutorWork work = ExecutorWork.sinceNow(DeviceCluster.with(DeviceCluster.Purpose.USE));
    TaskNumbers tasks = jobsWith("wrong-input");
    assertThat(tasks.notDone.sum()).isZero();
    assertThat(work.upToNow().of(CodecMetric.DEVICE_WRONG)).isPositive();
  }
}
