package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecMetric;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Keeps the benchmarks from rotting: each runs two rounds on little data. */
class BenchmarksRunTest {
  private static final int BYTES = 200_000;

  @BeforeAll
  static void littleDataAndPrintedSeed() {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    String seed = given.isEmpty() ? "" + new SplittableRandom().nextInt(1 << 30) : given;
    System.setProperty(Trial.SEED_PROPERTY, seed);
    System.setProperty(Trial.BYTES_PROPERTY, Integer.toString(BYTES));
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    if (Boolean.getBoolean("uacce.native.required")) {
      assertThat(loaded.binding()).as("%s", loaded.attempts()).isNotNull();
    }
    assumeTrue(loaded.binding() != null, () -> "no native library: " + loaded.attempts());
  }

  @ParameterizedTest
  @EnumSource
  void corpusIsRepeatableWhenSeedIsEqual(Corpus corpus) {
    byte[] first = corpus.generate(Trial.seed(), BYTES);
    assertThat(first).hasSize(BYTES).isEqualTo(corpus.generate(Trial.seed(), BYTES));
    assertThat(first).isNotEqualTo(corpus.generate(Trial.seed() + 1, BYTES));
  }

  @Test
  void everyPeerGivesSizesWhenRun() throws IOException {
    long before = CodecMetric.COMPRESS_NATIVE_BLOCKS.value();
    List<Sample> samples = new ArrayList<>();
    for (Trial trial : trials()) {
      List<Contest> contests = trial.contests(BYTES);
      for (Contest contest : contests) {
        samples.addAll(contest.round(0));
        samples.addAll(contest.round(1));
      }
      trial.release();
    }
    assertThat(CodecMetric.COMPRESS_NATIVE_BLOCKS.value()).isGreaterThan(before);
    assertThat(samples)
        .filteredOn(sample -> sample.question().contains("inflate"))
        .hasSizeGreaterThan(20)
        .allSatisfy(sample -> assertThat(sample.result()).isEqualTo(BYTES));
    assertThat(samples)
        .filteredOn(sample -> sample.question().endsWith("compress"))
        .hasSizeGreaterThan(20)
        .allSatisfy(sample -> assertThat(sample.result()).isBetween(1L, BYTES + 1000L));
    assertThat(samples)
        .filteredOn(sample -> sample.question().equals("steady"))
        .hasSize(8)
        .allSatisfy(sample -> assertThat(sample.result()).isEqualTo(sample.units() << 16));
    assertThat(samples).extracting(Sample::csv).allSatisfy(BenchmarksRunTest::isReadBack);
    Results results = new Results(samples);
    assertThat(Goal.of(results)).hasSizeGreaterThan(25);
    assertThat(Report.lines(results, Trial.seed())).hasSizeGreaterThan(50);
  }

  @Test
  void everyBenchmarkIsFoundWhenJmhLooksForThem() throws IOException {
    try (InputStream list = Trial.class.getResourceAsStream("/META-INF/BenchmarkList")) {
      assertThat(list).isNotNull();
      assertThat(new String(list.readAllBytes(), StandardCharsets.UTF_8))
          .contains(trials().stream().map(trial -> trial.getClass().getName()).toList());
    }
  }

  private static void isReadBack(String csv) {
    assertThat(Sample.parse(csv).csv()).isEqualTo(csv);
  }

  private static Stream<Corpus> corpora() {
    return Stream.of(Corpus.values());
  }

  private static List<Trial> trials() {
    List<Trial> trials = new ArrayList<>();
    corpora()
        .forEach(
            corpus -> {
              for (int level : new int[] {1, 3, 6}) {
                StreamAgainstRaw raw = new StreamAgainstRaw();
                raw.corpus = corpus;
                raw.level = level;
                trials.add(raw);
              }
              for (int level : new int[] {1, 6}) {
                AgainstJdk jdk = new AgainstJdk();
                jdk.corpus = corpus;
                jdk.level = level;
                trials.add(jdk);
              }
              BlockSizes blocks = new BlockSizes();
              blocks.corpus = corpus;
              blocks.level = 6;
              trials.add(blocks);
              JoinShare join = new JoinShare();
              join.corpus = corpus;
              join.level = 6;
              trials.add(join);
            });
    SteadyState steady = new SteadyState();
    steady.level = 1;
    trials.add(steady);
    trials.add(new NativeCall());
    return trials;
  }
}
