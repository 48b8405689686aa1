package org.uacce.bench;

import java.util.ArrayList;
import java.util.List;
import org.uacce.bench.Results.Cell;

/** What the accelerator's path was asked for, and what was measured. */
final class DeviceGoals {
  private final Results results;
  private final List<Goal> goals = new ArrayList<>();

  private DeviceGoals(Results results) {
    this.results = results;
  }

  static List<Goal> of(Results results) {
    DeviceGoals all = new DeviceGoals(results);
    all.add(HostContests.NONE, 3);
    all.add(HostContests.CRC, 5);
    all.small();
    all.allocation();
    all.refused();
    return all.goals;
  }

  private void add(String verify, double micros) {
    atMost(
        "64 KiB, " + verify + ": µs from a full block to framed bytes",
        micros,
        results
                .nanosBeyond(
                    cell(HostContests.LARGE, verify + HostContests.WHOLE),
                    HostContests.COPY + HostContests.WHOLE)
                .median()
            / 1000);
    atMost(
        "64 KiB, " + verify + ": µs of the whole stream, 8 KiB writes",
        micros + 2,
        micros(HostContests.LARGE, verify));
  }

  private void small() {
    for (String verify : List.of(HostContests.NONE, HostContests.CRC)) {
      goals.add(
          new Goal(
              "8 KiB, " + verify + ": blocks a second and core",
              400_000,
              false,
              1e6 / micros(HostContests.SMALL, verify),
              "-"));
    }
  }

  private void allocation() {
    for (String question : List.of(HostContests.LARGE, HostContests.SMALL)) {
      double most =
          results.cells(question).stream()
              .filter(cell -> !cell.peer().endsWith(HostClock.DEVICE))
              .mapToDouble(results::allocatedPerUnit)
              .max()
              .orElseThrow();
      atMost(question + ": B allocated per block", 0, most);
    }
  }

  private void refused() {
    for (Cell cell : results.cells(HostContests.REFUSED)) {
      if (cell.peer().equals(HostContests.EVERY_JOB) || cell.peer().equals(HostContests.NO_QUEUE)) {
        goals.add(
            new Goal(
                cell.peer() + ": throughput of plain software",
                0.95,
                false,
                results.speedup(cell, HostContests.SOFTWARE).median(),
                "-"));
      }
    }
  }

  private double micros(String question, String peer) {
    return results.nanosPerUnit(cell(question, peer)).median() / 1000;
  }

  private static Cell cell(String question, String peer) {
    return new Cell(question, Corpus.TEXT.label(), 1, peer);
  }

  private void atMost(String text, double limit, double measured) {
    goals.add(new Goal(text, limit, true, measured, "-"));
  }
}
