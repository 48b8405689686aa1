package org.uacce.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
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
    "devices, nearest",
    "devices, ALL",
    "devices, hisi_zip-1",
    "devices, 'hisi_zip-1, hisi_zip-3'",
    "queues, 1",
    "queues, 8",
    "depth, 2",
    "depth, 3",
    "depth, 1023",
    "inFlight, 1",
    "inFlight, 64",
    "batch, 1",
    "batch, 63",
    "lowWater, 1",
    "lowWater, 48",
    "timeout, 10ms",
    "timeout, 60S",
    "timeout, 1m",
    "minOffloadSize, 512",
    "minOffloadSize, 8m",
    "offloadMaxLevel, 0",
    "offloadMaxLevel, 12",
    "verify, Full",
    "verify, crc",
    "verify, none",
    "verify, sample:1",
    "verify, SAMPLE:1000000",
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
    "devices, ''",
    "devices, ','",
    "devices, 'hisi_zip-1,'",
    "devices, 'hisi_zip-1,hisi_zip-1'",
    "devices, ../hisi_zip-1",
    "queues, 0",
    "queues, 9",
    "depth, 1",
    "depth, 1024",
    "depth, 64k",
    "inFlight, 0",
    "inFlight, 65",
    "batch, 0",
    "batch, 64",
    "lowWater, 0",
    "lowWater, 49",
    "timeout, 9ms",
    "timeout, 61s",
    "timeout, 2m",
    "timeout, 1000",
    "timeout, ms",
    "timeout, 1h",
    "timeout, 1.5s",
    "timeout, 99999999999999999999s",
    "timeout, ''",
    "minOffloadSize, 511",
    "minOffloadSize, 8388609",
    "offloadMaxLevel, -1",
    "offloadMaxLevel, 13",
    "verify, ''",
    "verify, all",
    "verify, sample",
    "verify, sample:",
    "verify, sample:0",
    "verify, sample:1000001",
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
    Map<String, String> all = new HashMap<>();
    all.put("mode", "software");
    all.put("level", "7");
    all.put("blockSize", "128k");
    all.put("filter", "auto");
    all.put("bufferPool.maxBytes", "32m");
    all.put("streamBuffer.maxBytes", "2m");
    all.put("devices", "hisi_zip-3,hisi_zip-1");
    all.put("queues", "2");
    all.put("depth", "128");
    all.put("batch", "8");
    all.put("lowWater", "120");
    all.put("timeout", "250ms");
    all.put("inFlight", "7");
    all.put("minOffloadSize", "32k");
    all.put("offloadMaxLevel", "5");
    all.put("verify", "sample:10");
    assertThat(all).hasSize(CodecOption.values().length);
    DeviceChoice devices =
        new DeviceChoice(DeviceChoice.Kind.NAMED, List.of("hisi_zip-3", "hisi_zip-1"));
    assertThat(CodecConfig.read("", all::get, Purpose.FILE))
        .isEqualTo(
            new CodecConfig(
                Mode.SOFTWARE,
                7,
                128 << 10,
                128 << 10,
                false,
                false,
                false,
                new OffloadOptions(32 << 10, 5, 7, new Verify(Verify.Kind.SAMPLE, 10)),
                new JvmOptions(32 << 20, 2 << 20, devices, 2, 128, 8, 120, 250_000_000L)));
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
  void onlyLargePagesAtTheUsualLevelAreCompressedHarder() {
    CodecConfig files = CodecConfig.defaults(Purpose.FILE);
    CodecConfig pages = files.withPages();
    assertThat(pages.levelOf(160_000)).isEqualTo(6);
    assertThat(pages.levelOf(160_001)).isEqualTo(7);
    assertThat(pages.level()).isEqualTo(6);
    assertThat(pages.withLevel(5).levelOf(1 << 20)).isEqualTo(5);
    assertThat(pages.withLevel(7).levelOf(1 << 20)).isEqualTo(7);
    assertThat(pages.withMode(Mode.SOFTWARE).withVerify(Verify.of(Verify.Kind.NONE)).pages())
        .isTrue();
    assertThat(files.levelOf(1 << 20)).isEqualTo(6);
  }

  @Test
  void defaultsAreThoseOfTheDesign() {
    CodecConfig shuffle = CodecConfig.defaults(Purpose.SHUFFLE);
    long heapShare = Runtime.getRuntime().maxMemory() / 20;
    long streams = Math.max(1 << 20, Math.min(64 << 20, heapShare));
    JvmOptions jvm =
        new JvmOptions(64 << 20, streams, DeviceChoice.NEAREST, 1, 64, 16, 32, 1_000_000_000L);
    assertThat(shuffle)
        .isEqualTo(
            new CodecConfig(
                Mode.AUTO,
                1,
                64 << 10,
                256 << 10,
                true,
                false,
                false,
                new OffloadOptions(16 << 10, 12, 4, Verify.of(Verify.Kind.CRC)),
                jvm));
    CodecConfig file = CodecConfig.defaults(Purpose.FILE);
    assertThat(file)
        .isEqualTo(
            new CodecConfig(
                Mode.AUTO,
                6,
                1 << 20,
                1 << 20,
                false,
                false,
                false,
                new OffloadOptions(16 << 10, 12, 4, Verify.of(Verify.Kind.FULL)),
                jvm));
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "3, 1, 1", "8, 2, 4", "64, 16, 32", "1023, 16, 32"})
  void batchAndLowWaterFitWhenOnlyTheDepthIsSet(int depth, int batch, int lowWater) {
    JvmOptions jvm = read("depth", Integer.toString(depth)).jvm();
    assertThat(jvm.batch()).isEqualTo(batch);
    assertThat(jvm.lowWater()).isEqualTo(lowWater);
  }

  @Test
  void lowWaterIsRefusedWhenItDoesNotFitTheDepthWithTheBatch() {
    Map<String, String> fitting = Map.of("depth", "10", "batch", "6", "lowWater", "4");
    assertThat(CodecConfig.read("", fitting::get, Purpose.FILE).jvm().lowWater()).isEqualTo(4);
    Map<String, String> beyond = Map.of("depth", "10", "batch", "6", "lowWater", "5");
    assertThatThrownBy(() -> CodecConfig.read("", beyond::get, Purpose.FILE))
        .isInstanceOf(CodecConfigurationException.class)
        .hasMessageContaining("key=lowWater value=5 range=")
        .hasMessageContaining("depth minus batch");
  }

  @Test
  void theBlocksToInflateAreThoseOfTheVerifyMode() {
    List<Long> numbers = List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(numbers).filteredOn(Verify.of(Verify.Kind.FULL)::inflates).hasSize(7);
    assertThat(numbers).filteredOn(Verify.of(Verify.Kind.CRC)::inflates).isEmpty();
    assertThat(numbers).filteredOn(Verify.of(Verify.Kind.NONE)::inflates).isEmpty();
    Verify sample = new Verify(Verify.Kind.SAMPLE, 3);
    assertThat(numbers).filteredOn(sample::inflates).containsExactly(0L, 3L, 6L);
    assertThat(sample.comparesCrc()).isTrue();
    assertThat(Verify.of(Verify.Kind.NONE).comparesCrc()).isFalse();
  }

  @Test
  void theKeysAreNamedWhenOptionsOfTheJvmDiffer() {
    JvmOptions kept = CodecConfig.defaults(Purpose.FILE).jvm();
    assertThat(kept.differences(CodecConfig.defaults(Purpose.SHUFFLE).jvm())).isEmpty();
    Map<String, String> others =
        Map.of("depth", "32", "timeout", "2s", "devices", "all", "bufferPool.maxBytes", "32m");
    assertThat(kept.differences(CodecConfig.read("", others::get, Purpose.FILE).jvm()))
        .containsExactly(
            "bufferPool.maxBytes=67108864 ignored=33554432",
            "devices=nearest ignored=all",
            "depth=64 ignored=32",
            "batch=16 ignored=8",
            "lowWater=32 ignored=16",
            "timeout=1000ms ignored=2000ms");
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
