package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The arithmetic of the model, by cases that were computed by hand. */
class DeviceModelTest {
  /** A block of 100 000 bytes is 50 µs of the engine, and on its way for 100 µs in all. */
  private static final DeviceModel MODEL =
      new DeviceModel(2e9, 50_000, 10_000, 200_000, 100_000, 4);

  @Test
  void coresAddUpWhenInSoftware() {
    assertThat(MODEL.software(1)).isEqualTo(0.5e9);
    assertThat(MODEL.software(6)).isEqualTo(3e9);
  }

  @Test
  void engineIsTheLimitWhenItIsFed() {
    assertThat(MODEL.device(1)).isEqualTo(2e9);
    assertThat(MODEL.device(64)).isEqualTo(2e9);
    assertThat(MODEL.coresAtFullRate()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void restOfTheCoresCompressesWhenBothWork() {
    // 20 000 blocks a second take a fifth of the core.
    assertThat(MODEL.auto(1)).isCloseTo(2.4e9, within(1.0));
    assertThat(MODEL.deviceInAuto(1)).isEqualTo(2e9);
    assertThat(MODEL.autoSecondsAGigabyte(1)).isCloseTo(1 / 2.4, within(1e-9));
    assertThat(MODEL.auto(4)).isCloseTo(3.9e9, within(1.0));
  }

  @Test
  void hostIsTheLimitWhenItsShareIsLarge() {
    DeviceModel slow = MODEL.withHostNanos(100_000);
    assertThat(slow.device(1)).isEqualTo(1e9);
    assertThat(slow.auto(1)).isEqualTo(1e9);
    assertThat(slow.auto(3)).isCloseTo(2e9 + 0.5e9, within(1.0));
  }

  @Test
  void blocksUnderWayAreTheLimitWhenAJobTakesLong() {
    // A millisecond for a job, 0.1 GB/s for each that is under way.
    DeviceModel far = MODEL.withEngine(100e9).withLatencyNanos(999_000);
    assertThat(far.device(1)).isCloseTo(0.4e9, within(1.0));
    assertThat(far.deviceInAuto(1)).isCloseTo(1.6e9, within(1.0));
    assertThat(far.device(100)).isCloseTo(DeviceModel.PLACES * 0.1e9, within(1.0));
  }

  @Test
  void publishedCurveIsMetWhenItsOwnRateIsGiven() {
    PublishedDevice.CURVE.forEach(
        (jobs, megabytes) -> {
          double model =
              DeviceModel.fed(
                      PublishedDevice.CURVE_BYTES_A_SECOND,
                      PublishedDevice.latencyNanos(),
                      PublishedDevice.CURVE_BLOCK_BYTES,
                      jobs)
                  / 1e6;
          if (jobs == 1) {
            // As the report says: of one job alone it knows nothing.
            assertThat(model).isLessThan(megabytes / 2);
          } else {
            assertThat(model / megabytes).as("jobs=%s", jobs).isBetween(0.88, 1.12);
          }
        });
  }

  @Test
  void pacedDeviceIsMetWhenItsRateIsGiven() {
    // docs/benchmarks.md, two writers on two processors: software 795 MB/s, both at 0.2, 1 and 5
    // times that. The emulated device has no latency; its host's share was measured alone.
    double[][] measured = {{159, 929}, {796, 1535}, {3962, 4448}};
    for (double[] pace : measured) {
      DeviceModel model = new DeviceModel(pace[0] * 1e6, 0, 5_420, 65_536 * 2 / 0.795, 64 << 10, 4);
      assertThat(model.auto(2) / 1e6 / pace[1]).as("rate=%s", pace[0]).isBetween(0.95, 1.06);
    }
  }
}
