package org.uacce.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstalledLevelTest {
  private static final String GZIP = "org.apache.hadoop.io.compress.GzipCodec";

  private final Random random = Seed.random("installed levels");
  private byte[] page = Pages.text(random, 200_000);

  @AfterEach
  void uninstall() {
    UacceParquet.uninstall();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 6",
    ":NO_COMPRESSION, 0",
    ":BEST_SPEED, 1",
    ":TWO, 2",
    ":THREE, 3",
    ":FOUR, 4",
    ":FIVE, 5",
    ":SIX, 6",
    ":SEVEN, 7",
    ":EIGHT, 8",
    ":BEST_COMPRESSION, 9",
    ":DEFAULT_COMPRESSION, 6",
    ":-1, 6",
    ":0, 0",
    ":1, 1",
    ":2, 2",
    ":3, 3",
    ":4, 4",
    ":5, 5",
    ":6, 6",
    ":7, 7",
    ":8, 8",
    ":9, 9"
  })
  void everyKeyCompressesAtItsLevel(String suffix, int level) throws IOException {
    UacceParquet.install(new Configuration());
    assertThat(compressed(GzipEntries.map().get(GZIP + suffix)))
        .isEqualTo(factoryCompressed(level));
  }

  @Test
  void ourLevelPrecedesHadoopsButNotAColumnsOwn() throws IOException {
    Configuration conf = new Configuration();
    conf.set("io.compression.codec.uacce.level", "1");
    UacceParquet.install(conf);
    for (String suffix : new String[] {"", ":BEST_COMPRESSION", ":-1"}) {
      assertThat(compressed(GzipEntries.map().get(GZIP + suffix)))
          .as(suffix)
          .isEqualTo(factoryCompressed(1));
    }
    assertThat(compressed(GzipEntries.map().get(GZIP + ":9"))).isEqualTo(factoryCompressed(9));
  }

  @Test
  void pagesThatAreTextAreCompressedHarderAtTheUsualLevel() throws IOException {
    UacceParquet.install(new Configuration());
    CompressionCodec usual = GzipEntries.map().get(GZIP);
    assertThat(compressed(usual)).isEqualTo(factoryCompressed(7));
    assertThat(compressed(GzipEntries.map().get(GZIP + ":6"))).isEqualTo(factoryCompressed(7));
    page = Arrays.copyOf(page, 160_000);
    assertThat(compressed(usual))
        .isEqualTo(factoryCompressed(6))
        .isNotEqualTo(factoryCompressed(7));
  }

  @Test
  void pooledCompressorsTakeTheLevelOfTheirNextCodec() throws IOException {
    UacceParquet.install(new Configuration());
    int[] levels = {1, 9, 0, 4, 1, 9};
    for (int level : levels) {
      assertThat(compressed(GzipEntries.map().get(GZIP + ":" + level)))
          .as("level %d", level)
          .isEqualTo(factoryCompressed(level));
    }
  }

  /** As parquet does it: the compressor comes from Hadoop's pool and goes back to it. */
  private byte[] compressed(CompressionCodec codec) throws IOException {
    Compressor compressor = CodecPool.getCompressor(codec);
    try {
      compressor.reset();
      ByteArrayOutputStream sink = new ByteArrayOutputStream();
      try (CompressionOutputStream out = codec.createOutputStream(sink, compressor)) {
        out.write(page);
        out.finish();
      }
      return sink.toByteArray();
    } finally {
      CodecPool.returnCompressor(compressor);
    }
  }

  private byte[] factoryCompressed(int level) throws IOException {
    return new UacceCodecFactory(new Configuration())
        .getCompressor(CompressionCodecName.GZIP, level)
        .compress(BytesInput.from(page))
        .toByteArray();
  }
}
