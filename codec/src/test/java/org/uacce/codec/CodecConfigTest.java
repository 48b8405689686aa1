package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.uacce.codec.CodecConfig.Mode;
import org.uacce.codec.CodecOption.Purpose;

/** What users write into configuration, at the edge of every range. */
class CodecConfigTest {
  private static final String PREFIX = "spark.io.compression.uacce.";

  private static CodecConfig read(String key, String value) {
    return CodecConfig.read(PREFIX, Map.of(PREFIX + key, value)::get, Purpose.SHUFFLE);
  }

  @ParameterizedTest
  @CsvSource({
    "level, 0",
    "level, 12",
    "level, ' 3 '",
    "blockSize, 4k",
    "blockSize, 4096",
    "blockSize, 8m",
    "blockSize, 8388608",
    "blockSize, 1M",
    "blockSize, 64kb",
    "blockSize, 64KB",
    "blockSize, 65536b",
    "bufferPool.maxBytes, 8m",
    "bufferPool.maxBytes, 4g",
    "bufferPool.maxBytes, 4096m",
    "streamBuffer.maxBytes, 1m",
    "streamBuffer.maxBytes, 4g",
    "mode, auto",
    "mode, SOFTWARE",
    "mode, Hardware"
  })
  void valuesAreAcceptedAtTheEdgesOfTheirRange(String key, String value) {
    assertThat(read(key, value)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "level, -1",
    "level, 13",
    "level, ''",
    "level, six",
    "level, 1k",
    "level, 6b",
    "level, 1.5",
    "level, 99999999999",
    "blockSize, 4095",
    "blockSize, 8388609",
    "blockSize, 9m",
    "blockSize, 0",
    "blockSize, -4k",
    "blockSize, k",
    "blockSize, b",
    "blockSize, kb",
    "blockSize, ''",
    "blockSize, 64 k",
    "blockSize, 64q",
    "blockSize, 9223372036854775807g",
    "blockSize, 99999999999999999999",
    "bufferPool.maxBytes, 8388607",
    "bufferPool.maxBytes, 4294967297",
    "bufferPool.maxBytes, 5g",
    "streamBuffer.maxBytes, 1048575",
    "streamBuffer.maxBytes, 4294967297",
    "mode, fast",
    "mode, ''"
  })
  void valuesAreRefusedWithKeyValueAndRangeOutsideOfIt(String key, String value) {
    CodecOption option = option(key);
    assertThatThrownBy(() -> read(key, value))
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("key=" + PREFIX + key + " value=" + value + " range=")
        .hasMessageContaining(option.range())
        .extracting(e -> ((CodecConfigurationException) e).key())
        .isEqualTo(PREFIX + key);
  }

  private static CodecOption option(String key) {
    for (CodecOption option : CodecOption.values()) {
      if (option.key().equals(key)) {
        return option;
      }
    }
    throw new AssertionError(key);
  }

  @Test
  void valuesArriveWhereTheyBelong() {
    Map<String, String> all =
        Map.of(
            "mode", "software",
            "level", "7",
            "blockSize", "128k",
            "filter", "auto",
            "bufferPool.maxBytes", "32m",
            "streamBuffer.maxBytes", "2m");
    assertThat(CodecConfig.read("", all::get, Purpose.FILE))
        .isEqualTo(
            new CodecConfig(
                Mode.SOFTWARE, 7, 128 << 10, 128 << 10, false, false, 32 << 20, 2 << 20));
  }

  @Test
  void blocksOfRowsAreLargerWhenTheyAreFilteredAndNoSizeIsSet() {
    CodecConfig none = Codecs.config(Purpose.SHUFFLE, Map.of("filter", "none"));
    assertThat(none.rowFilter()).isFalse();
    assertThat(none.rowBlockBytes()).isEqualTo(none.blockBytes());
    CodecConfig sized = Codecs.config(Purpose.SHUFFLE, Map.of("blockSize", "32k"));
    assertThat(sized.rowFilter()).isTrue();
    assertThat(sized.rowBlockBytes()).isEqualTo(32 << 10);
    assertThat(sized.withLevel(2).withHuffmanOnly(true).withMode(Mode.SOFTWARE).rowFilter())
        .isTrue();
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    CodecConfig shuffle = CodecConfig.defaults(Purpose.SHUFFLE);
    long heapShare = Runtime.getRuntime().maxMemory() / 20;
    long streams = Math.max(1 << 20, Math.min(64 << 20, heapShare));
    assertThat(shuffle)
        .isEqualTo(
            new CodecConfig(Mode.AUTO, 1, 64 << 10, 256 << 10, true, false, 64 << 20, streams));
    CodecConfig file = CodecConfig.defaults(Purpose.FILE);
    assertThat(file)
        .isEqualTo(
            new CodecConfig(Mode.AUTO, 6, 1 << 20, 1 << 20, false, false, 64 << 20, streams));
  }

  @ParameterizedTest
  @EnumSource(CodecOption.class)
  void everyOptionIsReadAndOnlyOptionsAre(CodecOption option) {
    List<String> asked = new ArrayList<>();
    CodecConfig.read(
        PREFIX,
        key -> {
          asked.add(key);
          return null;
        },
        Purpose.FILE);
    assertThat(asked).contains(PREFIX + option.key()).hasSize(CodecOption.values().length);
  }

  @Test
  void blocksAreRefusedWhenTheyDoNotFitThePool() {
    Map<String, String> pool = Map.of("bufferPool.maxBytes", "16m", "blockSize", "2m");
    assertThat(CodecConfig.read("", pool::get, Purpose.FILE).blockBytes()).isEqualTo(2 << 20);
    Map<String, String> small = Map.of("bufferPool.maxBytes", "16m", "blockSize", "2049k");
    assertThatThrownBy(() -> CodecConfig.read("", small::get, Purpose.FILE))
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("blockSize")
        .hasMessageContaining("an eighth of bufferPool.maxBytes");
  }

  @Test
  void modesAreReadWhenTheLocaleHasItsOwnLetters() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(new Locale("tr"));
      assertThat(read("mode", "HARDWARE").mode()).isEqualTo(Mode.HARDWARE);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void otherLevelsAreRefusedOutsideTheirRange() {
    CodecConfig config = CodecConfig.defaults(Purpose.FILE);
    assertThat(config.withLevel(12).level()).isEqualTo(12);
    assertThat(config.withHuffmanOnly(true).huffmanOnly()).isTrue();
    assertThat(config.withMode(Mode.SOFTWARE).mode()).isEqualTo(Mode.SOFTWARE);
    for (int level : new int[] {-1, 13}) {
      assertThatThrownBy(() -> config.withLevel(level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("level=" + level + " range=0 to 12");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "levle, level",
    "LEVEL, level",
    "blocksize, blockSize",
    "bufferpool.max, bufferPool.maxBytes",
    "streamBuffer, streamBuffer.maxBytes",
    "modus, mode"
  })
  void theNearestKeyIsNamedWhenOneIsUnknown(String unknown, String nearest) {
    assertThat(UnknownKeys.nearest(unknown)).isEqualTo(nearest);
  }
}
