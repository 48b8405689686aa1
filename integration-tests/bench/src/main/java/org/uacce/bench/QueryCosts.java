package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;

/**
 * A whole query under each codec in turns, by Spark's own task metrics; appends its samples to a
 * file:
 *
 * <pre>QueryCosts FOLDER CSV ROUNDS WARM_UP_ROUNDS</pre>
 *
 * where FOLDER has the tables that {@link CaptureRows} left.
 */
final class QueryCosts {
  static final String QUESTION = "query";

  private QueryCosts() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int rounds = Integer.parseInt(args[2]);
    List<Map.Entry<String, Map<String, String>>> peers =
        List.copyOf(RowContests.settings().entrySet());
    List<String> samples = new ArrayList<>();
    for (int round = -Integer.parseInt(args[3]); round < rounds; round++) {
      for (int i = 0; i < peers.size(); i++) {
        // Each round begins with another peer.
        Map.Entry<String, Map<String, String>> peer =
            peers.get(Math.floorMod(i + round, peers.size()));
        Sample sample = run(folder, peer.getKey(), peer.getValue(), round);
        if (round >= 0) {
          samples.add(sample.csv());
        }
      }
    }
    Files.write(Path.of(args[1]), samples, StandardOpenOption.APPEND);
  }

  private static Sample run(Path folder, String peer, Map<String, String> settings, int round)
      throws IOException {
    Costs costs = new Costs();
    // Closing it waits for the listener.
    try (SparkSession spark = CaptureRows.session(folder, settings)) {
      spark.sparkContext().addSparkListener(costs);
      CaptureRows.runAll(TpchJobs.joinedAndSummed(spark, folder));
    }
    return costs.sample(peer, round);
  }

  /** Sums over all stages. Called on Spark's listener thread. */
  private static final class Costs extends SparkListener {
    private long records;
    private long shuffled;
    private long cpuNanos;

    @Override
    public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
      TaskMetrics metrics = completed.stageInfo().taskMetrics();
      records += metrics.shuffleWriteMetrics().recordsWritten();
      shuffled += metrics.shuffleWriteMetrics().bytesWritten();
      cpuNanos += metrics.executorCpuTime();
    }

    synchronized Sample sample(String peer, int round) {
      return new Sample(QUESTION, "join", 1, peer, round, records, shuffled, cpuNanos, 0);
    }
  }
}
