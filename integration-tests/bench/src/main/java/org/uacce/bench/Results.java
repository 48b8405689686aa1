package org.uacce.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The samples of a run by cell; a cell is one peer's part in one contest. */
final class Results {
  /** Where a peer met the others. */
  record Cell(String question, String corpus, int level, String peer) {}

  private static final Map<String, String> REFERENCE =
      Map.of(
          "raw.compress", "raw",
          "raw.inflate", "raw",
          "jdk.compress", "jdk",
          "jdk.inflate.own", "jdk",
          "jdk.inflate.foreign", "jdk",
          "join", "final",
          "blocks", "64 KiB");

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

  /** The peer that the others of a question are compared with, or null. */
  static String reference(String question) {
    return REFERENCE.get(question);
  }

  Spread nanosPerUnit(Cell cell) {
    return Spread.of(cells.get(cell).stream().mapToDouble(Sample::nanosPerUnit));
  }

  /** How many times as fast as the reference, round by round. */
  Spread speedup(Cell cell) {
    Map<Integer, Double> byRound = new HashMap<>();
    for (Sample sample : referenceSamples(cell)) {
      byRound.put(sample.round(), sample.nanosPerUnit());
    }
    return Spread.of(
        cells.get(cell).stream().mapToDouble(s -> byRound.get(s.round()) / s.nanosPerUnit()));
  }

  /** Uncompressed by compressed size. */
  double ratio(Cell cell) {
    Sample sample = cells.get(cell).get(0);
    return (double) sample.units() / sample.result();
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
    return cells.get(
        new Cell(cell.question(), cell.corpus(), cell.level(), reference(cell.question())));
  }
}
