package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.hadoop.UacceGzipCodec;
import org.uacce.parquet.UacceParquet.SelfTest;

class UacceParquetTest {
  private static final String GZIP = "org.apache.hadoop.io.compress.GzipCodec";

  /** Spelt out, so that a key that the product forgets is missed here. */
  private static final List<String> KEYS =
      Stream.concat(
              Stream.of(
                  GZIP,
                  GZIP + ":NO_COMPRESSION",
                  GZIP + ":BEST_SPEED",
                  GZIP + ":TWO",
                  GZIP + ":THREE",
                  GZIP + ":FOUR",
                  GZIP + ":FIVE",
                  GZIP + ":SIX",
                  GZIP + ":SEVEN",
                  GZIP + ":EIGHT",
                  GZIP + ":BEST_COMPRESSION",
                  GZIP + ":DEFAULT_COMPRESSION"),
              IntStream.rangeClosed(-1, 9).mapToObj(level -> GZIP + ":" + level))
          .toList();

  private final Configuration conf = new Configuration();
  private final Map<String, CompressionCodec> map = GzipEntries.map();

  @BeforeEach
  void startClean() {
    UacceParquet.uninstall();
    map.clear();
  }

  @AfterEach
  void leaveClean() {
    startClean();
  }

  @Test
  void installPutsOursUnderEveryKey() {
    SelfTest outcome = UacceParquet.install(conf);
    assertThat(outcome.passed()).as(outcome.reason()).isTrue();
    assertThat(parquetJar()).endsWith("/parquet-hadoop-" + outcome.parquetVersion() + ".jar");
    assertThat(UacceParquet.isInstalled()).isTrue();
    assertThat(map.keySet()).containsExactlyInAnyOrderElementsOf(KEYS);
    assertThat(map.values())
        .allSatisfy(
            codec ->
                assertThat(codec)
                    .isInstanceOfSatisfying(
                        UacceGzipCodec.class, ours -> assertThat(ours.getConf()).isNotNull()))
        .doesNotHaveDuplicates();
  }

  @Test
  void pagesOfStockFactoriesRunThroughOursOnceInstalled() throws IOException {
    byte[] page = Pages.text(Seed.random("installed"), 300_000);
    EngineBytes before = new EngineBytes();
    byte[] stock = stockCompressed(conf, page);
    before.assertCompressed(0);
    UacceParquet.install(conf);
    EngineBytes engines = new EngineBytes();
    byte[] ours = stockCompressed(conf, page);
    engines.assertCompressed(page.length);
    assertThat(stockInflated(ours, page.length)).isEqualTo(page);
    assertThat(stockInflated(stock, page.length)).isEqualTo(page);
    engines.assertInflated(2L * page.length);
  }

  @Test
  void uninstallRestoresWhatWasThere() {
    GzipCodec before = new GzipCodec();
    GzipCodec beforeLeveled = new GzipCodec();
    map.put(GZIP, before);
    map.put(GZIP + ":BEST_SPEED", beforeLeveled);
    UacceParquet.install(conf);
    assertThat(map.get(GZIP)).isNotSameAs(before);
    UacceParquet.uninstall();
    assertThat(UacceParquet.isInstalled()).isFalse();
    assertThat(map)
        .isEqualTo(new HashMap<>(Map.of(GZIP, before, GZIP + ":BEST_SPEED", beforeLeveled)));
    UacceParquet.uninstall();
    assertThat(map).hasSize(2);
  }

  @Test
  void aSecondInstallRemembersTheFirstOnesFindings() {
    GzipCodec before = new GzipCodec();
    map.put(GZIP, before);
    UacceParquet.install(conf);
    conf.set("io.compression.codec.uacce.level", "9");
    UacceParquet.install(conf);
    assertThat(UacceParquet.isInstalled()).isTrue();
    assertThat(((UacceGzipCodec) map.get(GZIP)).getConf().get("io.compression.codec.uacce.level"))
        .isEqualTo("9");
    UacceParquet.uninstall();
    assertThat(map).isEqualTo(new HashMap<>(Map.of(GZIP, before)));
  }

  @Test
  void isInstalledLooksAtTheMapEachTime() {
    assertThat(UacceParquet.isInstalled()).isFalse();
    UacceParquet.install(conf);
    CompressionCodec ours = map.remove(GZIP + ":3");
    assertThat(UacceParquet.isInstalled()).isFalse();
    map.put(GZIP + ":3", ours);
    assertThat(UacceParquet.isInstalled()).isTrue();
    GzipCodec somebodys = new GzipCodec();
    map.put(GZIP, somebodys);
    assertThat(UacceParquet.isInstalled()).isFalse();
    UacceParquet.uninstall();
    assertThat(map).as("left alone").isEqualTo(new HashMap<>(Map.of(GZIP, somebodys)));
  }

  @Test
  void selfTestSaysWhichCodecServesInstead() {
    SelfTest outcome = UacceParquet.selfTest(conf);
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.reason()).contains("parquet resolves another codec", GZIP);
    assertThat(parquetJar()).endsWith("/parquet-hadoop-" + outcome.parquetVersion() + ".jar");
  }

  @Test
  void selfTestIgnoresAnEncryptionFactory() {
    conf.set("parquet.crypto.factory.class", "no.such.Factory");
    SelfTest outcome = UacceParquet.install(conf);
    assertThat(outcome.passed()).as(outcome.reason()).isTrue();
    assertThat(conf.get("parquet.crypto.factory.class")).isEqualTo("no.such.Factory");
  }

  @Test
  void selfTestReportsACodecThatCannotCompress() {
    conf.set("io.compression.codec.uacce.mode", "hardware");
    SelfTest outcome = UacceParquet.install(conf);
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.reason()).contains("the round trip failed", "mode=hardware");
    assertThat(UacceParquet.isInstalled()).isTrue();
  }

  @Test
  void aBadValueInstallsNothing() {
    conf.set("io.compression.codec.uacce.level", "13");
    assertThatThrownBy(() -> UacceParquet.install(conf))
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("io.compression.codec.uacce.level");
    assertThat(UacceParquet.isInstalled()).isFalse();
    assertThat(map).isEmpty();
  }

  @Test
  void threadsMayInstallAndUninstallAtOnce() throws Exception {
    GzipCodec before = new GzipCodec();
    map.put(GZIP, before);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Callable<Void> turn =
          () -> {
            for (int i = 0; i < 10; i++) {
              UacceParquet.install(conf);
              UacceParquet.isInstalled();
              UacceParquet.uninstall();
            }
            return null;
          };
      for (Future<Void> done : pool.invokeAll(List.of(turn, turn, turn, turn))) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(UacceParquet.isInstalled()).isFalse();
    assertThat(map).isEqualTo(new HashMap<>(Map.of(GZIP, before)));
  }

  private static String parquetJar() {
    return CodecFactory.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static byte[] stockCompressed(Configuration conf, byte[] page) throws IOException {
    CodecFactory stock = new CodecFactory(conf, 1 << 20);
    try {
      return stock
          .getCompressor(CompressionCodecName.GZIP)
          .compress(BytesInput.from(page))
          .toByteArray();
    } finally {
      stock.release();
    }
  }

  private byte[] stockInflated(byte[] gzip, int bytes) throws IOException {
    CodecFactory stock = new CodecFactory(conf, 1 << 20);
    try {
      return stock
          .getDecompressor(CompressionCodecName.GZIP)
          .decompress(BytesInput.from(gzip), bytes)
          .toByteArray();
    } finally {
      stock.release();
    }
  }
}
