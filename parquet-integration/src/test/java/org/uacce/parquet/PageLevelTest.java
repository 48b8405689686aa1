package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.WholeMember;

class PageLevelTest {
  private static final CompressionCodecName GZIP = CompressionCodecName.GZIP;

  private final byte[] page = Pages.text(Seed.random("page levels"), 200_000);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 6",
        "-, DEFAULT_COMPRESSION, 6",
        "-, NO_COMPRESSION, 0",
        "-, BEST_SPEED, 1",
        "-, FOUR, 4",
        "-, BEST_COMPRESSION, 9",
        "12, -, 12",
        "1, BEST_COMPRESSION, 1"
      })
  void oursPrecedesHadoops(String ourLevel, String zlibLevel, int expected) throws IOException {
    UacceCodecFactory factory = new UacceCodecFactory(configuration(ourLevel, zlibLevel));
    assertThat(compressed(factory.getCompressor(GZIP))).isEqualTo(atLevel(expected));
  }

  @Test
  void aColumnsOwnLevelPrecedesBoth() throws IOException {
    UacceCodecFactory factory = new UacceCodecFactory(configuration("1", "BEST_COMPRESSION"));
    for (int level = 0; level <= 12; level++) {
      assertThat(compressed(factory.getCompressor(GZIP, level))).isEqualTo(atLevel(level));
    }
    assertThat(compressed(factory.getCompressor(GZIP, -1))).isEqualTo(atLevel(1));
  }

  @Test
  void levelsOfThisTestDiffer() throws IOException {
    Set<Integer> sizes = new HashSet<>();
    for (int level : new int[] {0, 1, 4, 6, 9, 12}) {
      assertThat(sizes.add(atLevel(level).length)).as("a size of its own at %d", level).isTrue();
    }
  }

  @Test
  void refusesALevelThatGzipDoesNotHave() {
    UacceCodecFactory factory = new UacceCodecFactory(new Configuration());
    for (int level : new int[] {-2, 13}) {
      assertThatThrownBy(() -> factory.getCompressor(GZIP, level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("level=" + level);
    }
  }

  @Test
  void otherCodecsAcceptALevel() throws IOException {
    UacceCodecFactory factory = new UacceCodecFactory(new Configuration());
    for (CompressionCodecName codec :
        new CompressionCodecName[] {
          CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD, CompressionCodecName.UNCOMPRESSED
        }) {
      byte[] bytes = compressed(factory.getCompressor(codec, 5));
      assertThat(
              factory
                  .getDecompressor(codec)
                  .decompress(BytesInput.from(bytes), page.length)
                  .toByteArray())
          .isEqualTo(page);
    }
    factory.release();
  }

  private static Configuration configuration(String ourLevel, String zlibLevel) {
    Configuration conf = new Configuration();
    if (ourLevel != null) {
      conf.set("io.compression.codec.uacce.level", ourLevel);
    }
    if (zlibLevel != null) {
      conf.set("zlib.compress.level", zlibLevel);
    }
    return conf;
  }

  private byte[] compressed(BytesInputCompressor compressor) throws IOException {
    return compressor.compress(BytesInput.from(page)).toByteArray();
  }

  private byte[] atLevel(int level) throws IOException {
    byte[] out = new byte[WholeMember.compressBound(page.length)];
    int written =
        new WholeMember(CodecConfig.defaults(Purpose.FILE).withPages().withLevel(level))
            .compress(page, 0, page.length, out, 0);
    return Arrays.copyOf(out, written);
  }
}
