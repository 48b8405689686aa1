package org.uacce.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.uacce.bench.Results.Cell;

/**
 * All that a run of {@code bench.sh} found, as it is stored and compared.
 *
 * @param version of this record's fields; another one is refused
 * @param kind {@code quick} or {@code full}: only the same kinds are compared
 * @param data {@code captured} from jobs or {@code generated}
 * @param bytes of a corpus at most
 */
record BenchResult(
    int version,
    String kind,
    String data,
    long seed,
    int bytes,
    Machine machine,
    List<Measured> cells,
    List<JobCosts> jobs,
    List<ShuffleCosts> shuffles,
    List<Absent> absent) {
  static final int VERSION = 1;

  /** The kind of a run with one JVM for each peer. */
  static final String QUICK = "quick";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  BenchResult {
    // Of a run that was stored before shuffles over a shaped network were measured.
    shuffles = shuffles == null ? List.of() : shuffles;
  }

  /**
   * One peer on one corpus.
   *
   * @param times as fast as the yardstick in the same round, or null where it has no part
   * @param overPair times as fast as what it is paired with, or null: the C calls of the same
   *     blocks, or for two threads, one
   * @param cpuNanos of a unit: a byte, or a stream where those are counted
   * @param ratio of uncompressed to compressed size
   * @param allocatedBytes on the heap for a unit
   */
  record Measured(
      String question,
      String corpus,
      String peer,
      int rounds,
      Spread times,
      Spread overPair,
      Spread cpuNanos,
      Spread wallNanos,
      double ratio,
      double allocatedBytes) {}

  static List<Measured> cells(Results results) {
    List<Measured> cells = new ArrayList<>();
    for (Cell cell : results.cells()) {
      cells.add(
          new Measured(
              cell.question(),
              cell.corpus(),
              cell.peer(),
              results.rounds(cell),
              over(results, cell, Contestant.YARDSTICK),
              over(results, cell, pair(cell.peer())),
              results.nanosPerUnit(cell),
              results.wallNanosPerUnit(cell),
              results.ratio(cell),
              results.allocatedPerUnit(cell)));
    }
    return cells;
  }

  private static Spread over(Results results, Cell cell, String peer) {
    boolean met = peer != null && results.has(cell, peer);
    return met ? results.speedup(cell, peer) : null;
  }

  /** Whom a peer has beside it in its JVM, but for the yardstick. */
  private static String pair(String peer) {
    if (peer.endsWith(ForkContests.onThreads("", 2))) {
      return peer.substring(0, peer.length() - 1) + 1;
    }
    return Arrays.stream(Contestant.values())
        .filter(contestant -> contestant.label().equals(peer) && contestant.rawLevel() > 0)
        .map(Contestant::rawLabel)
        .findFirst()
        .orElse(null);
  }

  List<Measured> cells(String question, String peer) {
    return cells.stream()
        .filter(cell -> cell.question().equals(question) && cell.peer().equals(peer))
        .toList();
  }

  /** Or null. */
  Measured cell(String question, String corpus, String peer) {
    return cells(question, peer).stream()
        .filter(cell -> cell.corpus().equals(corpus))
        .findFirst()
        .orElse(null);
  }

  /** Or null. */
  ShuffleCosts shuffle(ShapedLink link, Contestant codec) {
    return shuffles.stream()
        .filter(one -> one.megabits() == link.megabits() && one.codec().equals(codec.label()))
        .findFirst()
        .orElse(null);
  }

  /** Why a peer has no cells. */
  String whyAbsent(String peer) {
    return absent.stream()
        .filter(one -> one.peer().equals(peer))
        .map(Absent::reason)
        .findFirst()
        .orElse("not asked for");
  }

  /**
   * Megabytes a second by the ratio to the yardstick, so that all JVMs' clocks are one; by its own
   * time where the yardstick is another zlib.
   */
  double megabytesPerSecond(Measured cell) {
    if (Contestant.isOnJava25(cell.peer())) {
      return 1000 / cell.cpuNanos().median();
    }
    Measured yardstick = cell(cell.question(), cell.corpus(), Contestant.YARDSTICK);
    return 1000 / yardstick.cpuNanos().median() * cell.times().median();
  }

  void write(Path file) throws IOException {
    JSON.writeValue(file.toFile(), this);
  }

  static BenchResult read(Path file) throws IOException {
    BenchResult result = JSON.readValue(file.toFile(), BenchResult.class);
    if (result.version != VERSION) {
      throw new IOException(
          "Cannot compare with " + file + ": version=" + result.version + " known=" + VERSION);
    }
    return result;
  }
}
