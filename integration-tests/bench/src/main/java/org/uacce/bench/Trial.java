package org.uacce.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/**
 * A JMH benchmark whose one iteration is one round of contests. JMH forks, warms up and repeats;
 * its own score is wall time and is not used. The samples go to the file that {@value
 * #CSV_PROPERTY} names, where it is set.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 6)
@Measurement(iterations = 21)
public abstract class Trial {
  static final String CSV_PROPERTY = "uacce.bench.csv";
  static final String BYTES_PROPERTY = "uacce.bench.bytes";
  static final String SEED_PROPERTY = "uacce.seed";

  static final String WARM_UP_PROPERTY = "uacce.bench.warmUpMillis";

  private static final int WARM_UP_BYTES = 12 << 10;
  private static final int MOST_WARM_UP_ROUNDS = 20_000;
  private static final long WARM_UP_MILLIS = 4_000;

  private final List<Sample> samples = new ArrayList<>();
  private List<Contest> contests = List.of();
  private boolean measuring;
  private int round;

  /**
   * Makes the contests and checks that their peers give the data back.
   *
   * @param bytes uncompressed bytes of a pass
   */
  abstract List<Contest> contests(int bytes) throws IOException;

  /** Frees what {@link #contests} took. */
  void release() throws IOException {}

  static long seed() {
    return Long.getLong(SEED_PROPERTY, 1);
  }

  /** Uncompressed bytes of a pass. */
  static int corpusBytes() {
    return Integer.getInteger(BYTES_PROPERTY, 4 << 20);
  }

  @Setup(Level.Trial)
  public void open() throws IOException {
    warmUp();
    contests = contests(corpusBytes());
  }

  /**
   * A pass has some dozens of blocks, the optimizing compiler wants thousands before it looks at
   * what is done for each: many short streams bring them in little time.
   */
  private void warmUp() throws IOException {
    List<Contest> small = contests(WARM_UP_BYTES);
    long end = System.nanoTime() + Long.getLong(WARM_UP_PROPERTY, WARM_UP_MILLIS) * 1_000_000;
    for (int i = 0; i < MOST_WARM_UP_ROUNDS && System.nanoTime() < end; i++) {
      for (Contest contest : small) {
        contest.round(i);
      }
    }
    release();
  }

  @Setup(Level.Iteration)
  public void begin(IterationParams iteration) {
    measuring = iteration.getType() == IterationType.MEASUREMENT;
  }

  @Benchmark
  public void round() throws IOException {
    for (Contest contest : contests) {
      List<Sample> seen = contest.round(round);
      if (measuring) {
        samples.addAll(seen);
      }
    }
    round++;
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    release();
    String csv = System.getProperty(CSV_PROPERTY);
    if (csv != null) {
      Files.write(
          Path.of(csv),
          samples.stream().map(Sample::csv).toList(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
