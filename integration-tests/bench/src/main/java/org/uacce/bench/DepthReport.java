package org.uacce.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.uacce.bench.DepthCase.Way;

/**
 * What a block on an accelerator costs its host over block size and depth, as Markdown: depths are
 * rows, sizes columns; and behind it the model.
 */
final class DepthReport {
  private final List<HostCost> costs;
  private final List<String> lines = new ArrayList<>();

  private DepthReport(List<HostCost> costs) {
    this.costs = costs;
  }

  /** As a page of its own. */
  static List<String> page(List<HostCost> costs, long seed) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, Java %s, text, `verify=crc`, `filter=none`, `mode=hardware` on a device that"
                + " costs nothing. Thread CPU time without that of the emulated device, medians"
                + " (quartiles) of rounds.",
            seed,
            System.getProperty("java.version")));
    lines.addAll(lines(costs));
    return lines;
  }

  /** As a part of a page; nothing where nothing was measured. */
  static List<String> section(List<HostCost> costs) {
    List<String> lines = new ArrayList<>();
    if (!costs.isEmpty()) {
      lines.add("");
      lines.add("### Host's share beside an accelerator that costs nothing");
      lines.addAll(lines(costs));
    }
    return lines;
  }

  static List<String> lines(List<HostCost> costs) {
    DepthReport report = new DepthReport(costs);
    report.tables("Compress", Way.COMPRESS, Way.SOFTWARE_COMPRESS);
    report.tables("Inflate ahead", Way.INFLATE, Way.SOFTWARE_INFLATE);
    report.lines.add("");
    report.lines.add(
        String.format(
            Locale.ROOT,
            "Most bytes allocated a block, in any of these: on the device %.1f, in software %.1f.",
            report.mostAllocated(true),
            report.mostAllocated(false)));
    report.lines.add("");
    report.lines.addAll(ModelReport.lines(costs));
    report.lines.add("");
    report.lines.add("![model](charts/" + ModelReport.CHART + ")");
    return report.lines;
  }

  private double mostAllocated(boolean onDevice) {
    return costs.stream()
        .filter(cost -> cost.way().onDevice() == onDevice)
        .mapToDouble(HostCost::allocated)
        .max()
        .orElseThrow();
  }

  private static String seconds(HostCost cost) {
    double bytes = cost.blockBytes(); // seconds for 10^9 of them are nanoseconds for one
    return String.format(
        Locale.ROOT,
        "%.3f (%.3f-%.3f)",
        cost.nanos().median() / bytes,
        cost.nanos().low() / bytes,
        cost.nanos().high() / bytes);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void tables(String what, Way way, Way software) {
    table(what + ": CPU s a GB", way, DepthReport::seconds);
    software(software);
    table(
        what + ": 1000 blocks a second and core",
        way,
        cost -> number("%.0f", cost.blocksASecond() / 1000));
    table(what + ": doorbells a block", way, cost -> number("%.3f", cost.doorbells()));
  }

  private void table(String title, Way way, Function<HostCost, String> value) {
    List<Integer> sizes = HostCost.sizes(costs);
    StringBuilder head = new StringBuilder("| " + title + "; blocks under way |");
    sizes.forEach(size -> head.append(' ').append(HostCost.size(size)).append(" |"));
    lines.add("");
    lines.add(head.toString());
    lines.add("|---|" + "---|".repeat(sizes.size()));
    costs.stream()
        .filter(cost -> cost.way() == way)
        .map(HostCost::depth)
        .distinct()
        .sorted(Comparator.naturalOrder())
        .forEach(depth -> row(Integer.toString(depth), way, depth, value));
  }

  /** Below the table that it is compared with. */
  private void software(Way way) {
    row("software, level 1", way, 1, DepthReport::seconds);
  }

  private void row(String name, Way way, int depth, Function<HostCost, String> value) {
    StringBuilder row = new StringBuilder("| " + name + " |");
    for (int size : HostCost.sizes(costs)) {
      row.append(' ').append(value.apply(HostCost.find(costs, way, size, depth))).append(" |");
    }
    lines.add(row.toString());
  }
}
