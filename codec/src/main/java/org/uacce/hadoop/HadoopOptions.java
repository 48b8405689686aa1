package org.uacce.hadoop;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.uacce.codec.CodecConfig;
import org.uacce.codec.CodecConfigurationException;
import org.uacce.codec.CodecOption;
import org.uacce.codec.CodecOption.Purpose;
import org.uacce.codec.UnknownKeys;

/**
 * Reads our options and the two of Hadoop that we honour from a Hadoop configuration, for the
 * codecs here and for Parquet's pages. Touches neither library nor device.
 */
public final class HadoopOptions {
  public static final String PREFIX = "io.compression.codec.uacce.";

  /** Hadoop's keys and their values, as its ZlibFactory reads them. */
  public static final String ZLIB_LEVEL = "zlib.compress.level";

  /**
   * Set by Parquet's hook in the configuration of its own codecs, whose members are pages; not for
   * users, so not below {@link #PREFIX}.
   */
  public static final String PAGES = "uacce.parquet.pages";

  static final String ZLIB_STRATEGY = "zlib.compress.strategy";

  private static final String HUFFMAN_ONLY = "HUFFMAN_ONLY";

  private static final String DEFAULT_LEVEL = "DEFAULT_COMPRESSION";

  /** The name at index n is level n. */
  private static final List<String> LEVELS =
      List.of(
          "NO_COMPRESSION",
          "BEST_SPEED",
          "TWO",
          "THREE",
          "FOUR",
          "FIVE",
          "SIX",
          "SEVEN",
          "EIGHT",
          "BEST_COMPRESSION");

  private static final AtomicBoolean UNKNOWN_KEYS_LOOKED_FOR = new AtomicBoolean();

  private HadoopOptions() {}

  /**
   * Reads every option. The level is ours if set, else Hadoop's.
   *
   * @param conf null means defaults, for codecs that were made without {@code ReflectionUtils}
   * @throws CodecConfigurationException if a value is outside its range
   */
  public static CodecConfig read(Configuration conf) {
    if (conf == null) {
      return CodecConfig.defaults(Purpose.FILE);
    }
    warnOfUnknownKeys(conf);
    String levelKey = PREFIX + CodecOption.LEVEL.key();
    CodecConfig config =
        CodecConfig.read(
                PREFIX,
                key -> {
                  String value = conf.get(key);
                  return value == null && key.equals(levelKey) ? zlibLevel(conf) : value;
                },
                Purpose.FILE)
            .withHuffmanOnly(HUFFMAN_ONLY.equals(conf.getTrimmed(ZLIB_STRATEGY)));
    return conf.getBoolean(PAGES, false) ? config.withPages() : config;
  }

  /** Hadoop's level as a number; null where our own default holds, which is zlib's, 6. */
  private static String zlibLevel(Configuration conf) {
    String name = conf.getTrimmed(ZLIB_LEVEL);
    if (name == null || name.equals(DEFAULT_LEVEL)) {
      return null;
    }
    int level = LEVELS.indexOf(name);
    if (level < 0) {
      throw new CodecConfigurationException(
          ZLIB_LEVEL, name, String.join(", ", LEVELS) + ", " + DEFAULT_LEVEL);
    }
    return Integer.toString(level);
  }

  /** Once per JVM: to list keys by prefix Hadoop copies the whole configuration. */
  private static void warnOfUnknownKeys(Configuration conf) {
    if (UNKNOWN_KEYS_LOOKED_FOR.compareAndSet(false, true)) {
      UnknownKeys.warn(PREFIX, conf.getPropsWithPrefix(PREFIX).keySet());
    }
  }
}
