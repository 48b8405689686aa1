package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.ShuffleCosts.Run;

/** Shuffles over a shaped network, and what is reported where none can be shaped. */
class ShapedShuffleTest {
  private static final List<List<String>> FAILING =
      List.of(
          List.of("no-such-launcher", "--"),
          List.of("sh", "-c", "echo 'made up: | Operation not permitted' >&2; exit 3", "sh"));

  @TempDir Path folder;

  /** Two rounds, the second on a machine of half the speed; ours takes 2 s of the first. */
  static List<Run> madeUpRuns() {
    List<Run> runs = new ArrayList<>();
    for (ShapedLink link : ShapedLink.values()) {
      for (int round = 0; round < 2; round++) {
        long second = 1_000_000_000L * (round + 1);
        runs.add(new Run(round, link, Contestant.LZ4.label(), 5 * second, second, 400, 200));
        runs.add(new Run(round, link, Contestant.ZSTD_1.label(), 3 * second, second, 200, 100));
        runs.add(new Run(round, link, Contestant.UACCE_ROWS.label(), 2 * second, second, 100, 50));
      }
    }
    return runs;
  }

  private static BenchResult result(List<ShuffleCosts> shuffles, List<Absent> absent)
      throws IOException {
    return new BenchResult(
        BenchResult.VERSION,
        "quick",
        "captured",
        1,
        1,
        Machine.here(),
        List.of(),
        List.of(),
        shuffles,
        absent);
  }

  private static List<Goal> goals(BenchResult result) {
    return BenchGoals.of(result).stream()
        .filter(goal -> goal.text().endsWith("(measured)"))
        .toList();
  }

  @Test
  void runIsTheSameWhenReadFromItsLine() {
    assertThat(madeUpRuns()).extracting(run -> Run.parse(run.csv())).isEqualTo(madeUpRuns());
    assertThat(Run.CSV_HEADER.split(",")).hasSameSizeAs(madeUpRuns().get(0).csv().split(","));
  }

  @Test
  void ratiosAreOfTheSameRoundWhenTheMachineSlowsDown() {
    List<ShuffleCosts> costs = ShuffleCosts.of(madeUpRuns());
    assertThat(costs).hasSize(3 * ShapedLink.values().length);
    ShuffleCosts ours = ofOurs(costs, ShapedLink.SLOW);
    assertThat(ours.rounds()).isEqualTo(2);
    assertThat(ours.overLz4()).isEqualTo(new Spread(2.5, 2.5, 2.5));
    assertThat(ours.overZstd1()).isEqualTo(new Spread(1.5, 1.5, 1.5));
    assertThat(ours.wallSeconds()).isEqualTo(new Spread(2.5, 3, 3.5));
    assertThat(ours.cpuSeconds().median()).isEqualTo(1.5);
    assertThat(ours.shuffleBytes()).isEqualTo(100);
    assertThat(ours.remoteBytes()).isEqualTo(50);
  }

  private static ShuffleCosts ofOurs(List<ShuffleCosts> costs, ShapedLink link) {
    return costs.stream()
        .filter(one -> one.megabits() == link.megabits())
        .filter(one -> one.codec().equals(Contestant.UACCE_ROWS.label()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void targetsAreRowsWhenShufflesWereMeasured() throws IOException {
    List<Goal> goals = goals(result(ShuffleCosts.of(madeUpRuns()), List.of()));
    assertThat(goals).extracting(Goal::measured).containsExactly(2.5, 1.5, 2.5, 1.5);
    assertThat(goals).allMatch(Goal::met);
    assertThat(goals.get(0).text()).contains("Spark lz4", "250 Mbit/s");
    assertThat(goals.get(3).text()).contains("Spark zstd 1", "600 Mbit/s");
  }

  @Test
  void reasonIsReportedWhenNoNetworkCanBeShaped() throws Exception {
    List<Absent> absent = new ArrayList<>();
    ShapedShuffle shuffle =
        new ShapedShuffle(
            FAILING, folder, folder.resolve("home"), folder.resolve("shuffles.csv"), 1, 0);
    assertThat(Bench.shuffles(shuffle, absent)).isEmpty();
    assertThat(absent).hasSize(1);
    assertThat(absent.get(0).peer()).isEqualTo(ShapedShuffle.NAME);
    assertThat(absent.get(0).reason())
        .contains("no-such-launcher", "exit=3 made up: Operation not permitted")
        .contains("install iproute2 and util-linux")
        .doesNotContain("|", "\n");
    BenchResult result = result(List.of(), absent);
    assertThat(goals(result))
        .hasSize(4)
        .noneMatch(Goal::met)
        .allSatisfy(goal -> assertThat(goal.lowest()).isEqualTo(absent.get(0).reason()));
    assertThat(BenchReport.all(result, List.of()))
        .anySatisfy(line -> assertThat(line).startsWith("| " + ShapedShuffle.NAME + " | skipped:"))
        .noneMatch(line -> line.startsWith("### Shuffle"));
  }

  @Test
  void codecIsRefusedWhenNoJobNamesOne() {
    CodecOfJob codec = new CodecOfJob(new SparkConf(false));
    assertThatThrownBy(() -> codec.compressedOutputStream(new ByteArrayOutputStream()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(CodecOfJob.PROPERTY + "=null")
        .hasMessageContaining(Contestant.UACCE_ROWS.label());
  }

  @Test
  void loopbackHasTheRateWhenItIsShaped() throws Exception {
    NetworkNamespace namespace = namespace();
    assertThat(shown(namespace, ShapedLink.EVEN)).contains("qdisc tbf", "rate 600Mbit");
    assertThat(shown(namespace, ShapedLink.UNSHAPED)).contains("noqueue").doesNotContain("tbf");
  }

  private static NetworkNamespace namespace() throws InterruptedException {
    try {
      return NetworkNamespace.find(NetworkNamespace.LAUNCHERS);
    } catch (IOException e) {
      return abort(e.getMessage());
    }
  }

  /** What {@code tc} says of loopback after the command for a rate, in a namespace of its own. */
  private static String shown(NetworkNamespace namespace, ShapedLink link) throws Exception {
    List<String> both =
        Stream.concat(
                Stream.of("sh", "-c", "\"$@\" && tc qdisc show dev lo", "sh"),
                link.command().stream())
            .toList();
    Process process = new ProcessBuilder(namespace.command(both)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  @EnabledIfSystemProperty(
      named = "uacce.campaign",
      matches = "true",
      disabledReason = "two sessions of Spark, three JVMs: campaign only")
  void bytesCrossTheLinkUnderEveryCodecWhenExecutorsShuffle() throws Exception {
    NetworkNamespace namespace = namespace();
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    long seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    // What it captures is far from what a run measures; 16 KiB are not too little for that.
    Jvm.run(BenchData.class, "1g", folder.toString(), Long.toString(seed), "16384", "0.02");
    List<ShuffleCosts> costs =
        new ShapedShuffle(
                List.of(namespace.launcher()),
                folder,
                folder.resolve("home"),
                folder.resolve("shuffles.csv"),
                1,
                0)
            .run();
    assertThat(costs).hasSize(ShapedLink.values().length * CodecOfJob.labels().size());
    assertThat(costs)
        .allSatisfy(
            one -> {
              assertThat(one.remoteBytes()).isBetween(one.shuffleBytes() / 10, one.shuffleBytes());
              assertThat(one.wallSeconds().median()).isPositive();
              assertThat(one.cpuSeconds().median()).isPositive();
            });
    // Each job had its own codec.
    for (int i = 0; i < costs.size(); i += CodecOfJob.labels().size()) {
      long lz4 = costs.get(i).shuffleBytes();
      assertThat(costs.get(i + 1).shuffleBytes()).isLessThan(lz4);
      assertThat(costs.get(i + 2).shuffleBytes()).isLessThan(lz4);
      assertThat(costs.get(i + 3).shuffleBytes()).isLessThan(costs.get(i + 2).shuffleBytes());
    }
  }
}
