package org.uacce.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.io.compress.zlib.ZlibCompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.Seed;
import org.uacce.codec.TestData;

/** What the keys mean, ours and the two of Hadoop. */
class HadoopOptionsTest {
  private static final String LEVEL = "io.compression.codec.uacce.level";

  private static CodecConfig read(String... keysAndValues) {
    return HadoopOptions.read(Flavour.conf(options(keysAndValues)));
  }

  private static Map<String, String> options(String... keysAndValues) {
    return switch (keysAndValues.length) {
      case 0 -> Map.of();
      case 2 -> Map.of(keysAndValues[0], keysAndValues[1]);
      default -> Map.of(keysAndValues[0], keysAndValues[1], keysAndValues[2], keysAndValues[3]);
    };
  }

  @Test
  void defaultsHoldWithoutKeysAndWithoutConfiguration() {
    assertThat(read()).isEqualTo(CodecConfig.defaults(Purpose.FILE));
    assertThat(HadoopOptions.read(null)).isEqualTo(CodecConfig.defaults(Purpose.FILE));
    assertThat(read().level()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(ZlibCompressor.CompressionLevel.class)
  void everyLevelOfHadoopIsKnown(ZlibCompressor.CompressionLevel level) {
    // Hadoop lists them from 0 to 9, then its default.
    int place = List.of(ZlibCompressor.CompressionLevel.values()).indexOf(level);
    int expected = place == 10 ? 6 : place;
    assertThat(read("zlib.compress.level", " " + level + " ").level()).isEqualTo(expected);
  }

  @Test
  void ourLevelWinsOverHadoops() {
    assertThat(read("zlib.compress.level", "BEST_COMPRESSION", LEVEL, "3").level()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"HUFFMAN_ONLY, true", "FILTERED, false", "RLE, false", "DEFAULT_STRATEGY, false"})
  void onlyTheStrategyWithoutMatchesIsHonoured(String strategy, boolean huffmanOnly) {
    assertThat(read("zlib.compress.strategy", strategy).huffmanOnly()).isEqualTo(huffmanOnly);
  }

  @ParameterizedTest
  @CsvSource({"zlib.compress.level, 9", "zlib.compress.level, LOW", LEVEL + ", 13", LEVEL + ", x"})
  void badValueIsRefusedWithKeyAndValue(String key, String value) {
    MemberCodec codec = Flavour.GZIP.ours(Map.of(key, value));
    assertThatThrownBy(codec::createCompressor)
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("key=" + key)
        .hasMessageContaining("value=" + value)
        .hasMessageContaining("range=");
  }

  @ParameterizedTest
  @EnumSource(Flavour.class)
  void levelChangesTheSize(Flavour flavour) throws IOException {
    byte[] data = TestData.TEXT.bytes(1 << 20, Seed.random("level"));
    int stored = size(flavour, "NO_COMPRESSION", data);
    int fastest = size(flavour, "BEST_SPEED", data);
    int smallest = size(flavour, "BEST_COMPRESSION", data);
    // BGZF has a header and a trailer every 64 KiB.
    assertThat(stored).isGreaterThan(data.length).isLessThan(data.length + data.length / 1000);
    assertThat(fastest).isLessThan(data.length / 2);
    assertThat(smallest).isLessThan(fastest);
  }

  private static int size(Flavour flavour, String level, byte[] data) throws IOException {
    MemberCodec codec = flavour.ours(Map.of("zlib.compress.level", level));
    return Flavour.write(codec, data, new Random(1)).length;
  }

  @Test
  void reinitReadsTheLevelAgainAndNullKeepsIt() throws IOException {
    byte[] data = TestData.TEXT.bytes(100_000, Seed.random("reinit"));
    UacceGzipCompressor compressor = new UacceGzipCompressor();
    int atDefault = Pull.compress(compressor, data).length;
    compressor.reinit(Flavour.conf(Map.of("zlib.compress.level", "NO_COMPRESSION")));
    int stored = Pull.compress(compressor, data).length;
    compressor.reinit(null);
    assertThat(stored).isGreaterThan(data.length).isGreaterThan(atDefault);
    assertThat(Pull.compress(compressor, data)).hasSize(stored);
  }
}
