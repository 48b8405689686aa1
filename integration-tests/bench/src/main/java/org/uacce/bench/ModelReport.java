package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.uacce.bench.DepthCase.Way;

/** What {@link DeviceModel} says of a Kunpeng 920, as Markdown and as a chart. */
final class ModelReport {
  static final String CHART = "device-model.svg";

  /** Spark's shuffle blocks, and the default of {@code inFlight}. */
  private static final int BLOCK_BYTES = 64 << 10;

  private static final int IN_FLIGHT = 4;

  private static final List<Integer> CORES = List.of(1, 2, 4, 8, 16, 32, 64);

  private static final List<Integer> DOCTOR_BLOCK_BYTES =
      List.of(4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20);

  /** Where the unknowns are looked at. */
  private static final int SOME_CORES = 8;

  /** Of a doorbell's store to a device nobody has published a time; a guess of its range. */
  private static final double MOST_DOORBELL_NANOS = 1000;

  private final List<HostCost> costs;
  private final List<String> lines = new ArrayList<>();

  private ModelReport(List<HostCost> costs) {
    this.costs = costs;
  }

  static List<String> lines(List<HostCost> costs) {
    ModelReport report = new ModelReport(costs);
    report.assumptions();
    report.table("Compress", compress(costs));
    report.table("Decompress", inflate(costs));
    report.sizes();
    report.unknowns();
    return report.lines;
  }

  static DeviceModel compress(List<HostCost> costs) {
    return model(costs, BLOCK_BYTES, Way.COMPRESS, PublishedDevice.COMPRESS_BYTES_A_SECOND);
  }

  static DeviceModel inflate(List<HostCost> costs) {
    return model(costs, BLOCK_BYTES, Way.INFLATE, PublishedDevice.INFLATE_BYTES_A_SECOND);
  }

  private static DeviceModel model(List<HostCost> costs, int bytes, Way way, double engine) {
    Way software = way == Way.COMPRESS ? Way.SOFTWARE_COMPRESS : Way.SOFTWARE_INFLATE;
    return new DeviceModel(
        engine,
        PublishedDevice.latencyNanos(),
        HostCost.find(costs, way, bytes, IN_FLIGHT).nanos().median(),
        HostCost.find(costs, software, bytes, 1).nanos().median(),
        bytes,
        IN_FLIGHT);
  }

  private void add(String format, Object... values) {
    lines.add(String.format(Locale.ROOT, format, values));
  }

  private void assumptions() {
    add("### Model, not a measurement: a real device");
    add("");
    add(
        "No accelerator was there. From the costs above and from what others have published, for"
            + " cores that do nothing but call the codec, blocks of 64 KiB, `inFlight` %d:",
        IN_FLIGHT);
    add("");
    add(
        "* the device compresses %.0f MB/s and inflates %.0f MB/s (Kunpeng 920, zlib level 1, Silesia:"
            + " LyleLee/compare_intel_kunpeng), which was one thread that waited for each job, so"
            + " the least that one which is kept busy does; its output there is %.1f %% of the"
            + " input, zlib's level 1 makes %.1f %% of it;",
        PublishedDevice.COMPRESS_BYTES_A_SECOND / 1e6,
        PublishedDevice.INFLATE_BYTES_A_SECOND / 1e6,
        100 * PublishedDevice.OUTPUT_SHARE,
        100 * PublishedDevice.ZLIB_OUTPUT_SHARE);
    add(
        "* a job takes %.0f µs and the time of its bytes at that rate: the median of 10 to 50 jobs of"
            + " 8 KiB under way in the curve of Linaro/uadk, `docs/perf.rst`. Nobody has published"
            + " a latency, and the curve's one job alone took %.0f µs: there the model is too slow."
            + " The curve ends at %.0f jobs a second, more than any row here has;",
        PublishedDevice.latencyNanos() / 1000,
        PublishedDevice.nanosAt(1) / 1000,
        PublishedDevice.CURVE_BYTES_A_SECOND / PublishedDevice.CURVE_BLOCK_BYTES);
    add(
        "* cores are as fast as this machine's, a doorbell costs nothing beyond its store to memory,"
            + " and memory, caches and IOMMU are no limit;");
    add(
        "* in `auto` the device does what it can and the rest of the cores' time compresses, one"
            + " writer a core, one queue of %d places; readers likewise, who always know in time"
            + " what they will read.",
        DeviceModel.PLACES);
    add("");
    add(
        "What would refute it: on a host where `integration-tests/on-hardware.sh` has ended with"
            + " status 0, `doctor` without `--quick` prints MB/s of its device by block size and"
            + " depth, to be held against these. The last of 1m is the engine's rate, and how far"
            + " `depth1` is off says what the latency is:");
    add("");
    add("| model: the `speed` lines of `doctor`, MB/s | depth1 | depth4 | depth16 | depth64 |");
    add("|---|---|---|---|---|");
    for (int bytes : DOCTOR_BLOCK_BYTES) {
      add(
          "| %s | %.0f | %.0f | %.0f | %.0f |",
          HostCost.size(bytes), fed(bytes, 1), fed(bytes, 4), fed(bytes, 16), fed(bytes, 64));
    }
  }

  private static double fed(int bytes, int depth) {
    double engine = PublishedDevice.COMPRESS_BYTES_A_SECOND;
    return DeviceModel.fed(engine, PublishedDevice.latencyNanos(), bytes, depth) / 1e6;
  }

  private void table(String what, DeviceModel model) {
    add("");
    add(
        "| %s, model: cores | software MB/s | device alone | both (`auto`) | of it on the device |"
            + " CPU s a GB: software | device alone | both |",
        what);
    add("|---|---|---|---|---|---|---|---|");
    for (int cores : CORES) {
      add(
          "| %d | %.0f | %.0f | %.0f | %.0f %% | %.2f | %.2f | %.2f |",
          cores,
          model.software(cores) / 1e6,
          model.device(cores) / 1e6,
          model.auto(cores) / 1e6,
          100 * model.deviceInAuto(cores) / model.auto(cores),
          model.softwareNanos() / model.blockBytes(),
          model.hostNanos() / model.blockBytes(),
          model.autoSecondsAGigabyte(cores));
    }
  }

  private void sizes() {
    add("");
    add(
        "| model: block size | cores for %.0f MB/s in software | of the host beside the device |"
            + " blocks/s | one writer, device alone, MB/s | with the least latency, %.1f µs |",
        PublishedDevice.COMPRESS_BYTES_A_SECOND / 1e6, PublishedDevice.LEAST_LATENCY_NANOS / 1000);
    add("|---|---|---|---|---|---|");
    for (int bytes : HostCost.sizes(costs)) {
      DeviceModel model =
          model(costs, bytes, Way.COMPRESS, PublishedDevice.COMPRESS_BYTES_A_SECOND);
      add(
          "| %s | %.1f | %.2f | %.0f | %.0f | %.0f |",
          HostCost.size(bytes),
          model.engine() / model.software(1),
          model.coresAtFullRate(),
          model.engine() / bytes,
          model.device(1) / 1e6,
          model.withLatencyNanos(PublishedDevice.LEAST_LATENCY_NANOS).device(1) / 1e6);
    }
  }

  private void unknowns() {
    DeviceModel model = compress(costs);
    add("");
    add(
        "| model: unknown, compress, %d cores | range | device alone MB/s | both (`auto`) |",
        SOME_CORES);
    add("|---|---|---|---|");
    unknown(
        "engine's rate",
        String.format(
            Locale.ROOT,
            "%.0f to %.0f MB/s (the end of the curve)",
            PublishedDevice.COMPRESS_BYTES_A_SECOND / 1e6,
            PublishedDevice.CURVE_BYTES_A_SECOND / 1e6),
        model,
        model.withEngine(PublishedDevice.CURVE_BYTES_A_SECOND));
    unknown(
        "latency of a job",
        String.format(
            Locale.ROOT,
            "%.1f µs (without shared addresses) to %.0f µs (the curve's slowest of 10 to 50 jobs)",
            PublishedDevice.LEAST_LATENCY_NANOS / 1000,
            PublishedDevice.nanosAt(50) / 1000),
        model.withLatencyNanos(PublishedDevice.LEAST_LATENCY_NANOS),
        model.withLatencyNanos(PublishedDevice.nanosAt(50)));
    unknown(
        "a doorbell's store",
        "0 to 1 µs, unpublished; one a block",
        model,
        model.withHostNanos(model.hostNanos() + MOST_DOORBELL_NANOS));
    unknown(
        "the host's share: output that is not in its caches",
        "1 to 2 times what was measured",
        model,
        model.withHostNanos(2 * model.hostNanos()));
    unknown(
        "a core's speed",
        String.format(
            Locale.ROOT,
            "this machine's to half of it (zlib level 1 there: %.0f MB/s)",
            PublishedDevice.ZLIB_BYTES_A_SECOND / 1e6),
        model,
        model.withHostNanos(2 * model.hostNanos()).withSoftwareNanos(2 * model.softwareNanos()));
  }

  private void unknown(String what, String range, DeviceModel from, DeviceModel to) {
    add(
        "| %s | %s | %.0f to %.0f | %.0f to %.0f |",
        what,
        range,
        from.device(SOME_CORES) / 1e6,
        to.device(SOME_CORES) / 1e6,
        from.auto(SOME_CORES) / 1e6,
        to.auto(SOME_CORES) / 1e6);
  }

  /**
   * Draws nothing where nothing was measured.
   *
   * @param charts folder of the charts, which exists
   */
  static void draw(List<HostCost> costs, Path charts) throws IOException {
    if (costs.isEmpty()) {
      return;
    }
    DeviceModel model = compress(costs);
    double most = model.auto(CORES.get(CORES.size() - 1)) / 1e6;
    double step = 1000 * Math.ceil(most / 8000);
    List<Double> speeds = new ArrayList<>(List.of(0.0));
    while (speeds.get(speeds.size() - 1) < most) {
      speeds.add(speeds.get(speeds.size() - 1) + step);
    }
    Chart.lines(
        charts.resolve(CHART),
        "Model, not a measurement: compress beside a Kunpeng 920's published rate",
        new Chart.Axis(
            "cores that do nothing else", CORES.stream().map(Integer::doubleValue).toList(), true),
        new Chart.Axis("MB/s", speeds, false),
        List.of(
            new Chart.Line("software, level 1", cores -> model.software(cores) / 1e6, 1),
            new Chart.Line("device alone", cores -> model.device(cores) / 1e6, 2),
            new Chart.Line("both (auto)", cores -> model.auto(cores) / 1e6, 0)));
  }
}
