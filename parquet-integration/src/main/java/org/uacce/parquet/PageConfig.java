package org.uacce.parquet;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.zlib.ZlibCompressor.CompressionLevel;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecOption;

/** The options of Parquet pages: those of Hadoop's files, from the same keys. */
final class PageConfig {
  static final String PREFIX = "io.compression.codec.uacce.";
  static final String LEVEL_KEY = PREFIX + CodecOption.LEVEL.key();
  static final String ZLIB_LEVEL_KEY = "zlib.compress.level";

  private PageConfig() {}

  /** Ours if set, else Hadoop's level, else the default. */
  static CodecConfig read(Configuration conf) {
    CodecConfig config = CodecConfig.read(PREFIX, conf::get, CodecOption.Purpose.FILE);
    CompressionLevel level = conf.getEnum(ZLIB_LEVEL_KEY, CompressionLevel.DEFAULT_COMPRESSION);
    if (conf.get(LEVEL_KEY) != null) {
      return config;
    }
    return switch (level) {
      case DEFAULT_COMPRESSION -> config;
      case NO_COMPRESSION -> config.withLevel(0);
      case BEST_SPEED -> config.withLevel(1);
      case TWO -> config.withLevel(2);
      case THREE -> config.withLevel(3);
      case FOUR -> config.withLevel(4);
      case FIVE -> config.withLevel(5);
      case SIX -> config.withLevel(6);
      case SEVEN -> config.withLevel(7);
      case EIGHT -> config.withLevel(8);
      case BEST_COMPRESSION -> config.withLevel(9);
    };
  }
}
