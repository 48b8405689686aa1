package org.uacce.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.uacce.bench.Results.Cell;

/** What the row filter was asked for, and what was measured. */
final class RowGoals {
  private final Results results;
  private final Map<String, RowCorpus> corpora;
  private final List<DeviceShare> devices;
  private final List<Goal> goals = new ArrayList<>();

  private RowGoals(Results results, List<RowCorpus> corpora, List<DeviceShare> devices) {
    this.results = results;
    this.corpora = corpora.stream().collect(Collectors.toMap(RowCorpus::name, Function.identity()));
    this.devices = devices;
  }

  static List<Goal> of(Results results, List<RowCorpus> corpora, List<DeviceShare> devices) {
    RowGoals all = new RowGoals(results, corpora, devices);
    all.againstZstd();
    all.againstOurselves();
    all.filterAlone();
    all.device();
    all.query();
    return all.goals;
  }

  private void againstZstd() {
    List<Cell> written = cells(RowContests.COMPRESS, RowContests.FILTERED, true);
    List<Cell> read = cells(RowContests.INFLATE, RowContests.FILTERED, true);
    ToDoubleFunction<Cell> ratio = cell -> ratioOver(cell, RowContests.ZSTD);
    ToDoubleFunction<Cell> speed = cell -> results.speedup(cell).median();
    mean("ratio over zstd -1's", 1.25, written, ratio);
    lowest("ratio over zstd -1's", 1, written, ratio);
    mean("compress over zstd -1", 2, written, speed);
    lowest("compress over zstd -1", 1.3, written, speed);
    mean("decompress over zstd -1", 1.3, read, speed);
  }

  private void againstOurselves() {
    List<Cell> rows = cells(RowContests.COMPRESS, RowContests.FILTERED, true);
    mean(
        "ratio over our unfiltered stream's, 256 KiB",
        1.5,
        rows,
        cell -> ratioOver(cell, RowContests.PLAIN_LARGE));
    List<Cell> every = new ArrayList<>(rows);
    every.addAll(cells(RowContests.COMPRESS, RowContests.FILTERED, RowCorpus.Sort.HURTING));
    Cell largest =
        every.stream().max(Comparator.comparingDouble(cell -> 1 / bestPlain(cell))).orElseThrow();
    goals.add(
        new Goal(
            "size over the smaller unfiltered one, largest of all rows",
            1.01,
            true,
            1 / bestPlain(largest),
            largest.corpus()));
    List<Cell> others = others(RowContests.COMPRESS);
    ToDoubleFunction<Cell> size = cell -> ratioOver(cell, RowContests.PLAIN);
    lowest("not rows: unfiltered size over filtered", 1, others, size);
    highest("not rows: unfiltered size over filtered", 1, others, size);
    ToDoubleFunction<Cell> speed = cell -> results.speedup(cell, RowContests.PLAIN).median();
    lowest("not rows: compress over filter=none", 0.98, others, speed);
    lowest("not rows: decompress over filter=none", 0.98, others(RowContests.INFLATE), speed);
  }

  /** Rows only: what is not rows has blocks of 64 KiB with the filter too. */
  private double bestPlain(Cell cell) {
    return Math.min(ratioOver(cell, RowContests.PLAIN), ratioOver(cell, RowContests.PLAIN_LARGE));
  }

  private void filterAlone() {
    ToDoubleFunction<Cell> speed = cell -> 1 / results.nanosPerUnit(cell).median();
    mean(
        "filter alone, C, forward: GB/s",
        2,
        cells(RowContests.FORWARD, RowContests.C, true),
        speed);
    mean("filter alone, C, back: GB/s", 4, cells(RowContests.BACK, RowContests.C, true), speed);
    mean(
        "filter alone, Java, forward: GB/s",
        1.3,
        cells(RowContests.FORWARD, RowContests.JAVA, true),
        speed);
    mean(
        "filter alone, Java, back: GB/s",
        2,
        cells(RowContests.BACK, RowContests.JAVA, true),
        speed);
  }

  private void device() {
    List<DeviceShare> rows =
        devices.stream().filter(d -> corpora.get(d.corpus()).sort().inMeans()).toList();
    if (rows.isEmpty()) {
      return;
    }
    ToDoubleFunction<DeviceShare> value = d -> d.filteredRatio() / results.ratio(zstd(d.corpus()));
    DeviceShare lowest = rows.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    goals.add(
        new Goal(
            "emulated device: ratio over zstd -1's, geometric mean",
            1,
            false,
            Spread.geometricMean(rows.stream().mapToDouble(value).toArray()),
            named(lowest.corpus(), value.applyAsDouble(lowest))));
  }

  private void query() {
    for (Cell cell : results.cells(QueryCosts.QUESTION)) {
      if (cell.peer().equals(RowContests.FILTERED)) {
        goals.add(
            new Goal(
                "query: shuffle bytes of zstd -1's",
                0.8,
                true,
                1 / results.ratioOverReference(cell),
                "-"));
        goals.add(
            new Goal(
                "query: executor CPU of zstd -1's",
                1,
                true,
                1 / results.speedup(cell).median(),
                "-"));
      }
    }
  }

  private static Cell zstd(String corpus) {
    return new Cell(RowContests.COMPRESS, corpus, 1, RowContests.ZSTD);
  }

  private double ratioOver(Cell cell, String peer) {
    return results.ratio(cell)
        / results.ratio(new Cell(cell.question(), cell.corpus(), cell.level(), peer));
  }

  private List<Cell> cells(String question, String peer, boolean inMeans) {
    return results.cells(question).stream()
        .filter(cell -> cell.peer().equals(peer))
        .filter(cell -> corpora.get(cell.corpus()).sort().inMeans() == inMeans)
        .toList();
  }

  private List<Cell> others(String question) {
    return cells(question, RowContests.FILTERED, RowCorpus.Sort.OTHER);
  }

  private List<Cell> cells(String question, String peer, RowCorpus.Sort sort) {
    return cells(question, peer, false).stream()
        .filter(cell -> corpora.get(cell.corpus()).sort() == sort)
        .toList();
  }

  private void mean(String text, double limit, List<Cell> cells, ToDoubleFunction<Cell> value) {
    Cell lowest = cells.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    goals.add(
        new Goal(
            text + ", geometric mean",
            limit,
            false,
            Spread.geometricMean(cells.stream().mapToDouble(value).toArray()),
            named(lowest.corpus(), value.applyAsDouble(lowest))));
  }

  private void lowest(String text, double limit, List<Cell> cells, ToDoubleFunction<Cell> value) {
    Cell lowest = cells.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    goals.add(
        new Goal(
            text + ", weakest corpus", limit, false, value.applyAsDouble(lowest), lowest.corpus()));
  }

  private void highest(String text, double limit, List<Cell> cells, ToDoubleFunction<Cell> value) {
    Cell highest = cells.stream().max(Comparator.comparingDouble(value)).orElseThrow();
    goals.add(
        new Goal(text + ", the most", limit, true, value.applyAsDouble(highest), highest.corpus()));
  }

  private static String named(String corpus, double value) {
    return String.format(Locale.ROOT, "%s %.3f", corpus, value);
  }
}
