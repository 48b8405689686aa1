package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.BenchResult.Measured;
import org.uacce.codec.binding.NativeLibraryLoader;

/** The way of {@code bench.sh} from data to the page in the documentation, in little. */
class BenchTest {
  private static final int BYTES = 48 << 10;

  private static long seed;

  @TempDir static Path folder;

  private static List<RowCorpus> corpora;

  @BeforeAll
  static void littleDataAndPrintedSeed() throws IOException {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    Path data = folder.resolve("data");
    BenchData.generate(data, seed, BYTES);
    corpora = BenchData.load(data);
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    assumeTrue(loaded.binding() != null, () -> "no native library: " + loaded.attempts());
  }

  @Test
  void everyPeerMeetsTheYardstickAndEveryTargetIsARowWhenMeasured() throws Exception {
    BenchResult result = measured();
    assertThat(peers(result)).containsAll(labels(runnable()));
    assertThat(result.cells())
        .filteredOn(cell -> cell.question().startsWith(ForkContests.COMPRESS))
        .hasSizeGreaterThan(100)
        .allSatisfy(cell -> assertThat(cell.ratio()).isBetween(0.9, 50.0));
    assertThat(result.cells())
        .filteredOn(cell -> !cell.question().equals(ForkContests.THREADS))
        .filteredOn(cell -> !cell.question().equals(ForkContests.STEADY))
        .allSatisfy(cell -> assertThat(cell.times().median()).isPositive());
    List<Goal> goals = BenchGoals.of(result);
    assertThat(goals).hasSizeGreaterThan(45);
    // No Java 25 in this JVM, and no peer else may be missing.
    assertThat(goals)
        .filteredOn(goal -> Double.isNaN(goal.measured()))
        .allSatisfy(goal -> assertThat(goal.text()).contains("aircompressor-v3"));
    Path stored = folder.resolve("stored.json");
    result.write(stored);
    assertThat(BenchResult.read(stored)).isEqualTo(result);
  }

  /** A run of half an hour ended with a name that had a comma. */
  @Test
  void samplesAreReadAsTheyWereWhenTheirPeerIsAnyContestant() {
    for (Contestant contestant : Contestant.values()) {
      Sample sample =
          new Sample(ForkContests.COMPRESS, "text", 0, contestant.label(), 1, 2, 3, 4, 5, 6);
      assertThat(Sample.parse(sample.csv())).isEqualTo(sample);
    }
  }

  @Test
  void pageAndChartsAreWellFormedWhenPublished() throws Exception {
    Path docs = Files.createDirectories(folder.resolve("docs"));
    Path page = docs.resolve("benchmarks.md");
    Files.write(page, List.of("before", DocsSection.BEGIN, "old", DocsSection.END, "after"));
    Path stored = folder.resolve("published.json");
    measured().write(stored);
    int status =
        Bench.run(
            folder.resolve("out").toString(),
            "--docs",
            docs.toString(),
            "--result",
            stored.toString(),
            "--publish");
    assertThat(status).isZero();
    assertThat(Files.readString(page))
        .startsWith("before\n" + DocsSection.BEGIN)
        .endsWith(DocsSection.END + "\nafter\n")
        .contains("| met | goal |", "charts/compress.svg", "### pages.write")
        .contains("### Shuffle between two executors", "| 600 Mbit/s | uacce filter=auto | 3.00")
        .doesNotContain("old\n");
    for (String chart :
        List.of(BenchCharts.COMPRESS, BenchCharts.INFLATE, BenchCharts.BREAK_EVEN)) {
      assertThat(texts(docs.resolve("charts").resolve(chart)))
          .as(chart)
          .contains(Contestant.UACCE_1.label(), Contestant.LZ4.label());
    }
    assertThat(texts(docs.resolve("charts").resolve(BenchCharts.SHAPED)))
        .contains("600 Mbit/s, uacce filter=auto", "unshaped, Spark lz4");
  }

  @Test
  void resultIsReadWhenItWasStoredBeforeShufflesWereMeasured() throws Exception {
    BenchResult now = measured();
    Path stored = folder.resolve("older.json");
    now.write(stored);
    ObjectMapper json = new ObjectMapper();
    ObjectNode older = (ObjectNode) json.readTree(stored.toFile());
    older.remove("shuffles");
    json.writeValue(stored.toFile(), older);
    BenchResult read = BenchResult.read(stored);
    assertThat(read.shuffles()).isEmpty();
    assertThat(read.cells()).isEqualTo(now.cells());
  }

  private static List<String> texts(Path svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    var texts = factory.newDocumentBuilder().parse(svg.toFile()).getElementsByTagName("text");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      all.add(texts.item(i).getTextContent());
    }
    return all;
  }

  @Test
  void statusTellsWhenOursGotSlowerOrLarger() throws Exception {
    BenchResult before = measured();
    Path stored = folder.resolve("before.json");
    Path now = folder.resolve("now.json");
    before.write(stored);
    before.write(now);
    assertThat(compared(stored, now)).isZero();
    changed(before, Contestant.UACCE_1.label(), 0.7, 1).write(now);
    assertThat(compared(stored, now)).isEqualTo(3);
    changed(before, Contestant.UACCE_GZIP_6.label(), 1, 0.97).write(now);
    assertThat(compared(stored, now)).isEqualTo(3);
    // Another's loss is not ours; nor is a machine of half the speed, of which no ratio tells.
    changed(before, Contestant.LZ4.label(), 0.5, 1).write(now);
    assertThat(compared(stored, now)).isZero();
  }

  @Test
  void regressionIsFoundWhenPeerIsGone() throws Exception {
    BenchResult before = measured();
    BenchResult now = changed(before, Contestant.UACCE_PAGES.label(), 0, 1);
    assertThat(Regression.between(before, now))
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.what()).contains(Contestant.UACCE_PAGES.label()));
  }

  @Test
  void runsOfDifferentKindsAreNotComparedWhenAsked() throws Exception {
    BenchResult quick = measured();
    BenchResult full =
        new BenchResult(
            quick.version(),
            "full",
            quick.data(),
            seed,
            quick.bytes(),
            quick.machine(),
            quick.cells(),
            quick.jobs(),
            quick.shuffles(),
            quick.absent());
    assertThatThrownBy(() -> Regression.between(full, quick))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kind=quick");
  }

  @Test
  void othersAreMeasuredWhenAPeerCrashes() throws Exception {
    Path csv = folder.resolve("crash.csv");
    Files.write(csv, List.of(Sample.CSV_HEADER));
    Forks forks =
        new Forks(
            CrashingFork.class,
            folder.resolve("data"),
            folder.resolve("forks"),
            csv,
            1,
            1,
            1,
            "4",
            null,
            folder);
    List<Absent> absent =
        forks.run(EnumSet.of(Contestant.SNAPPY, Contestant.PARQUET_GZIP, Contestant.AIR3_1));
    assertThat(absent)
        .extracting(Absent::peer)
        .containsExactly(Contestant.SNAPPY.label(), Contestant.AIR3_1.label());
    assertThat(absent.get(0).reason()).startsWith("crashed: exit=134").contains("made-up Error");
    assertThat(absent.get(1).reason()).startsWith("skipped: no Java 25");
    assertThat(Files.readAllLines(csv))
        .hasSizeGreaterThan(1)
        .anySatisfy(line -> assertThat(line).contains(Contestant.PARQUET_GZIP.label()));
  }

  /** A peer whose native code ends the JVM; the others measure as ever. */
  static final class CrashingFork {
    private CrashingFork() {}

    public static void main(String[] args) throws IOException {
      if (args[2].equals(Contestant.SNAPPY.name())) {
        System.out.println("a made-up Error");
        Runtime.getRuntime().halt(134);
      }
      MeasureFork.main(args);
    }
  }

  private static int compared(Path stored, Path now) throws Exception {
    return Bench.run(
        folder.resolve("out").toString(),
        "--compare",
        stored.toString(),
        "--result",
        now.toString());
  }

  /** A peer's speed and ratio times a factor, and the peer gone where its speed is 0. */
  private static BenchResult changed(BenchResult of, String peer, double speed, double ratio) {
    List<Measured> cells =
        of.cells().stream()
            .filter(cell -> speed > 0 || !cell.peer().equals(peer))
            .map(cell -> cell.peer().equals(peer) ? changed(cell, speed, ratio) : cell)
            .toList();
    return new BenchResult(
        of.version(),
        of.kind(),
        of.data(),
        of.seed(),
        of.bytes(),
        of.machine(),
        cells,
        of.jobs(),
        of.shuffles(),
        of.absent());
  }

  private static Measured changed(Measured cell, double speed, double ratio) {
    Spread times = cell.times();
    return new Measured(
        cell.question(),
        cell.corpus(),
        cell.peer(),
        cell.rounds(),
        times == null
            ? null
            : new Spread(times.low() * speed, times.median() * speed, times.high() * speed),
        cell.overPair(),
        cell.cpuNanos(),
        cell.wallNanos(),
        cell.ratio() * ratio,
        cell.allocatedBytes());
  }

  private static BenchResult shared;

  /** All peers in this JVM, three rounds; made once. */
  private static BenchResult measured() throws IOException {
    if (shared == null) {
      List<Sample> samples = new ArrayList<>();
      int firstRound = 0;
      for (Contestant contestant : runnable()) {
        samples.addAll(MeasureFork.measure(contestant, corpora, List.of(4), firstRound, 1));
        firstRound += 1000;
      }
      assertThat(samples).extracting(sample -> Sample.parse(sample.csv())).isEqualTo(samples);
      shared =
          new BenchResult(
              BenchResult.VERSION,
              "quick",
              "generated",
              seed,
              BYTES,
              Machine.here(),
              BenchResult.cells(new Results(samples)),
              List.of(),
              ShuffleCosts.of(ShapedShuffleTest.madeUpRuns()),
              List.of());
    }
    return shared;
  }

  /** GKL is x86-64's alone, and aircompressor 3 Java 25's. */
  private static List<Contestant> runnable() {
    boolean x86 = System.getProperty("os.arch").equals("amd64");
    return EnumSet.allOf(Contestant.class).stream()
        .filter(contestant -> !contestant.kind().onJava25())
        .filter(contestant -> x86 || contestant != Contestant.GKL_1)
        .toList();
  }

  private static Set<String> labels(List<Contestant> contestants) {
    return contestants.stream().map(Contestant::label).collect(Collectors.toSet());
  }

  private static Set<String> peers(BenchResult result) {
    return result.cells().stream().map(Measured::peer).collect(Collectors.toSet());
  }
}
