package org.uacce.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.uacce.bench.KeepingCodec.Writer;
import org.uacce.bench.RowCorpus.Sort;
import org.uacce.codec.binding.NativeLibraryLoader;

/** Keeps the row filter's benchmarks from rotting: two rounds on rows that no job had to write. */
class RowBenchmarksTest {
  private static final int BYTES = 700_000;

  private static long seed;

  @TempDir Path folder;

  @BeforeAll
  static void printedSeed() {
    String given = System.getProperty(Trial.SEED_PROPERTY, "");
    seed = given.isEmpty() ? new SplittableRandom().nextInt(1 << 30) : Long.parseLong(given);
    System.out.println("seed " + seed + " (repeat with -Duacce.seed=" + seed + ")");
  }

  @Test
  void rowsAreSmallerAndOthersAreEqualWhenFiltered() throws IOException {
    NativeLibraryLoader.Result loaded = NativeLibraryLoader.result();
    assumeTrue(loaded.binding() != null, () -> "no native library: " + loaded.attempts());
    List<RowCorpus> corpora =
        List.of(corpus("rows", Sort.ROWS, Corpus.SHUFFLE), corpus("text", Sort.OTHER, Corpus.TEXT));
    List<Sample> samples = new ArrayList<>();
    for (RowCorpus corpus : corpora) {
      try (RowContests opened = new RowContests(corpus)) {
        for (Contest contest : opened.contests()) {
          samples.addAll(contest.round(0));
          samples.addAll(contest.round(1));
        }
      }
    }
    assertThat(samples).extracting(sample -> Sample.parse(sample.csv())).isEqualTo(samples);
    assertThat(bytes(samples, "rows", RowContests.FILTERED))
        .isLessThan(bytes(samples, "rows", RowContests.PLAIN_LARGE));
    assertThat(bytes(samples, "text", RowContests.FILTERED))
        .isEqualTo(bytes(samples, "text", RowContests.PLAIN));
    assertThat(samples)
        .filteredOn(
            sample ->
                sample.question().equals(RowContests.BACK)
                    || sample.question().equals(RowContests.INFLATE))
        .hasSize(2 * (5 + 5 + 2))
        .allSatisfy(sample -> assertThat(sample.result()).isEqualTo(sample.units()));
    Results results = new Results(samples);
    assertThat(RowGoals.of(results, corpora, List.of())).hasSize(15);
    assertThat(RowReport.lines(results, corpora, List.of(), seed)).hasSizeGreaterThan(40);
  }

  private static RowCorpus corpus(String name, Sort sort, Corpus kind) {
    return RowCorpus.of(name, sort, List.of(kind.generate(seed, BYTES)), RowCorpus.MOST_BYTES);
  }

  private static long bytes(List<Sample> samples, String corpus, String peer) {
    return samples.stream()
        .filter(sample -> sample.question().equals(RowContests.COMPRESS))
        .filter(sample -> sample.corpus().equals(corpus) && sample.peer().equals(peer))
        .findFirst()
        .orElseThrow()
        .result();
  }

  @Test
  void streamsKeepTheirBoundsWhenTheyAreCaptured() throws IOException {
    List<byte[]> kept =
        KeepingCodec.during(
            Writer.SHUFFLE,
            () -> {
              write(new byte[] {1, 2, 3});
              write(new byte[] {4});
            });
    write(new byte[] {5});
    assertThat(kept).containsExactly(new byte[] {1, 2, 3}, new byte[] {4});
    assertThat(KeepingCodec.during(Writer.SORTER_SPILL, () -> write(new byte[] {6}))).isEmpty();
  }

  private static void write(byte[] bytes) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (OutputStream out = new KeepingCodec(new SparkConf(false)).compressedOutputStream(sink)) {
      out.write(bytes, 0, 1);
      out.write(bytes, 1, bytes.length - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(sink.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void corpusTakesStreamsFromEverywhereWhenThereAreTooMany() throws IOException {
    List<byte[]> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(new byte[] {(byte) i, 0});
    }
    RowCorpus corpus = RowCorpus.of("some", Sort.ROWS, streams, 9);
    assertThat(corpus.capturedBytes()).isEqualTo(200);
    assertThat(corpus.streams())
        .extracting(stream -> (int) stream[0])
        .containsExactly(0, 22, 44, 66, 88);
    assertThat(corpus.streams().get(4)).hasSize(1);
    corpus.save(folder);
    RowCorpus loaded = RowCorpus.load(folder, "some");
    assertThat(loaded.streams()).hasSize(5);
    assertThat(loaded.streams().get(1)).isEqualTo(streams.get(22));
    assertThat(loaded.sort()).isEqualTo(Sort.ROWS);
  }
}
