package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own that measures the captured corpora, all of them in each round, and appends its
 * samples to a file:
 *
 * <pre>MeasureRows FOLDER CSV FIRST_ROUND ROUNDS WARM_UP_ROUNDS</pre>
 */
final class MeasureRows {
  private MeasureRows() {}

  public static void main(String[] args) throws IOException {
    int firstRound = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    int warmUps = Integer.parseInt(args[4]);
    List<RowContests> opened = new ArrayList<>();
    List<Contest> contests = new ArrayList<>();
    for (RowCorpus corpus : CaptureRows.load(Path.of(args[0]))) {
      RowContests of = new RowContests(corpus);
      opened.add(of);
      contests.addAll(of.contests());
    }
    List<String> samples = new ArrayList<>();
    for (int i = -warmUps; i < rounds; i++) {
      for (Contest contest : contests) {
        List<Sample> seen = contest.round(firstRound + warmUps + i);
        if (i >= 0) {
          seen.forEach(sample -> samples.add(sample.csv()));
        }
      }
    }
    opened.forEach(RowContests::close);
    Files.write(Path.of(args[1]), samples, StandardOpenOption.APPEND);
  }
}
