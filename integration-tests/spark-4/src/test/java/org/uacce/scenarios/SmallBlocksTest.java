package org.uacce.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.uacce.scenarios.Application.Delivery;

/**
 * {@link SmallBlocks} with our codec and with Spark's own, turn by turn in one JVM that has both
 * compilers, as executors have: C1 alone favours who runs little Java.
 */
@Order(23)
class SmallBlocksTest {
  /** Not counted: the JVM compiles meanwhile what the tasks run. */
  private static final int WARM_UP_ROUNDS = 6;

  private static final int CAMPAIGN_ROUNDS = 100;
  private static final int ROUNDS = Math.max(11, Seeds.count(CAMPAIGN_ROUNDS));

  /** The goal is a tenth; the median of few rounds moves by as much on a busy machine. */
  private static final double MOST_SHARE = ROUNDS >= CAMPAIGN_ROUNDS ? 1.10 : 1.15;

  private enum Codec {
    LZ4("lz4"),
    OURS(SharedSpark.OURS),
    ZSTD("zstd");

    private final String name;

    Codec(String name) {
      this.name = name;
    }
  }

  private static final Map<Codec, long[]> CPU_NANOS = new EnumMap<>(Codec.class);
  private static final Map<Codec, Long> SHUFFLE_BYTES = new EnumMap<>(Codec.class);
  private static final Map<Codec, Long> FRAMES = new EnumMap<>(Codec.class);

  @BeforeAll
  static void runInTurns() throws Exception {
    SharedSpark.stop();
    Work.assumeNative();
    Map<String, String> conf =
        Map.of(
            "spark.io.compression.codec",
            ChosenCodec.class.getName(),
            "spark.driver.extraJavaOptions",
            "-XX:+UseSerialGC",
            "spark.log.level",
            "WARN",
            "spark.sql.adaptive.enabled",
            "false");
    try (Application application =
        new Application(
            "small-blocks", Jdk.running(), "local[2]", Delivery.EXTRA_CLASS_PATH, conf)) {
      for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
        for (Codec codec : List.of(Codec.LZ4, Codec.OURS)) {
          run(application, codec, round);
        }
      }
      run(application, Codec.ZSTD, 0);
      assertThat(application.finish()).isZero();
    }
    System.out.printf(
        "rounds=%d task CPU/lz4's=%.3f shuffle bytes=%s%n", ROUNDS, medianShare(), SHUFFLE_BYTES);
  }

  private static void run(Application application, Codec codec, int round) throws Exception {
    Answer run = application.ask("smallBlocks " + codec.name);
    if (round >= 0) {
      CPU_NANOS.computeIfAbsent(codec, c -> new long[ROUNDS])[round] = run.number("cpuNanos");
    }
    SHUFFLE_BYTES.put(codec, run.number("shuffleBytes"));
    FRAMES.put(codec, run.number("framesWritten"));
  }

  /** What our runs take of the lz4 run just before, so that a busy machine slows down both. */
  private static double medianShare() {
    return IntStream.range(0, ROUNDS)
        .mapToDouble(i -> (double) CPU_NANOS.get(Codec.OURS)[i] / CPU_NANOS.get(Codec.LZ4)[i])
        .sorted()
        .skip(ROUNDS / 2)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyBlockIsOursWithOurCodecAndNoneWithAnother() {
    assertThat(FRAMES.get(Codec.OURS))
        .isGreaterThanOrEqualTo(SmallBlocks.MAP_TASKS * SmallBlocks.REDUCE_TASKS);
    assertThat(FRAMES.get(Codec.LZ4)).isZero();
  }

  @Test
  void tasksTakeLittleMoreThanWithLz4() {
    assertThat(medianShare()).isLessThanOrEqualTo(MOST_SHARE);
  }

  @Test
  void blocksAreAtMostAQuarterLargerThanWithZstd() {
    assertThat(SHUFFLE_BYTES.get(Codec.OURS))
        .isLessThanOrEqualTo(SHUFFLE_BYTES.get(Codec.ZSTD) * 5 / 4);
  }
}
