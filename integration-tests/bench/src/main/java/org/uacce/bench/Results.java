package org.uacce.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The samples of a run by cell; a cell is one peer's part in one contest. */
final class Results {
  /** Where a peer met the others. */
  record Cell(String question, String corpus, int level, String peer) {}

  private static final Map<String, String> REFERENCE =
      Map.ofEntries(
          Map.entry("raw.compress", "raw"),
          Map.entry("raw.inflate", "raw"),
          Map.entry("jdk.compress", "jdk"),
          Map.entry("jdk.inflate.own", "jdk"),
          Map.entry("jdk.inflate.foreign", "jdk"),
          Map.entry("join", "final"),
          Map.entry("blocks", "64 KiB"),
          Map.entry(HadoopContests.WRITE, HadoopContests.HADOOP),
          Map.entry(HadoopContests.READ_OWN, HadoopContests.HADOOP),
          Map.entry(HadoopContests.READ_FOREIGN, HadoopContests.HADOOP),
          Map.entry(HadoopContests.HOST, HadoopContests.HADOOP),
          Map.entry(HadoopTasks.TASKS, HadoopTasks.RAW + HadoopTasks.ONE),
          Map.entry(RowContests.COMPRESS, RowContests.ZSTD),
          Map.entry(RowContests.INFLATE, RowContests.ZSTD),
          Map.entry(ParquetContests.WRITE, ParquetContests.STOCK),
          Map.entry(ParquetContests.READ, ParquetContests.STOCK),
          Map.entry(ParquetContests.READ_STOCK, ParquetContests.STOCK),
          Map.entry(ParquetContests.FILE, ParquetContests.STOCK),
          Map.entry(QueryCosts.QUESTION, RowContests.ZSTD));

  private static final List<String> CORPORA =
      Arrays.stream(Corpus.values()).map(Corpus::label).toList();

  private final Map<Cell, List<Sample>> cells;

  Results(List<Sample> samples) {
    cells =
        samples.stream()
            .sorted(
                Comparator.comparing(Sample::question)
                    .thenComparing(sample -> CORPORA.indexOf(sample.corpus()))
                    .thenComparing(Sample::level))
            .collect(
                Collectors.groupingBy(
                    s -> new Cell(s.question(), s.corpus(), s.level(), s.peer()),
                    LinkedHashMap::new,
                    Collectors.toList()));
  }

  List<Cell> cells(String question) {
    return cells.keySet().stream().filter(cell -> cell.question().equals(question)).toList();
  }

  List<Cell> cells() {
    return List.copyOf(cells.keySet());
  }

  /** Whether another peer has met the one of a cell. */
  boolean has(Cell cell, String peer) {
    return samplesOf(cell, peer) != null;
  }

  Spread wallNanosPerUnit(Cell cell) {
    return Spread.of(cells.get(cell).stream().mapToDouble(s -> (double) s.wallNanos() / s.units()));
  }

  /** The peer that the others of a question are compared with, or null. */
  static String reference(String question) {
    return REFERENCE.get(question);
  }

  Spread nanosPerUnit(Cell cell) {
    return Spread.of(cells.get(cell).stream().mapToDouble(Sample::nanosPerUnit));
  }

  Spread nanos(Cell cell) {
    return Spread.of(cells.get(cell).stream().mapToDouble(Sample::cpuNanos));
  }

  int rounds(Cell cell) {
    return cells.get(cell).size();
  }

  /** What a pass gave, on average. */
  double bytes(Cell cell) {
    return (double) sum(cell, Sample::result) / cells.get(cell).size();
  }

  /** How many times as fast as the reference, round by round. */
  Spread speedup(Cell cell) {
    return speedup(cell, reference(cell.question()));
  }

  /** How many times as fast as another peer, round by round. */
  Spread speedup(Cell cell, String peer) {
    Map<Integer, Double> byRound = new HashMap<>();
    for (Sample sample : samplesOf(cell, peer)) {
      byRound.put(sample.round(), sample.nanosPerUnit());
    }
    return Spread.of(
        cells.get(cell).stream().mapToDouble(s -> byRound.get(s.round()) / s.nanosPerUnit()));
  }

  /** Time for a unit less another peer's, round by round: a part of the work, where that is so. */
  Spread nanosBeyond(Cell cell, String peer) {
    Map<Integer, Double> byRound = new HashMap<>();
    for (Sample sample : samplesOf(cell, peer)) {
      byRound.put(sample.round(), sample.nanosPerUnit());
    }
    return Spread.of(
        cells.get(cell).stream().mapToDouble(s -> s.nanosPerUnit() - byRound.get(s.round())));
  }

  /** How many times as fast as the fastest of others, round by round. */
  Spread overBest(Cell cell, List<String> others) {
    Map<Integer, Double> byRound = new HashMap<>();
    for (String other : others) {
      for (Sample sample : samplesOf(cell, other)) {
        byRound.merge(sample.round(), sample.nanosPerUnit(), Math::min);
      }
    }
    return Spread.of(
        cells.get(cell).stream().mapToDouble(s -> byRound.get(s.round()) / s.nanosPerUnit()));
  }

  /** Uncompressed by compressed size, over all rounds: which blocks are tried both ways changes. */
  double ratio(Cell cell) {
    return (double) sum(cell, Sample::units) / sum(cell, Sample::result);
  }

  private long sum(Cell cell, ToLongFunction<Sample> value) {
    return cells.get(cell).stream().mapToLong(value).sum();
  }

  double ratioOverReference(Cell cell) {
    return (double) referenceSamples(cell).get(0).result() / cells.get(cell).get(0).result();
  }

  /** The median: an event of a single round, such as a recompilation, is not steady. */
  double allocatedPerUnit(Cell cell) {
    return Spread.of(
            cells.get(cell).stream().mapToDouble(s -> (double) s.allocatedBytes() / s.units()))
        .median();
  }

  private List<Sample> referenceSamples(Cell cell) {
    return samplesOf(cell, reference(cell.question()));
  }

  private List<Sample> samplesOf(Cell cell, String peer) {
    return cells.get(new Cell(cell.question(), cell.corpus(), cell.level(), peer));
  }
}
