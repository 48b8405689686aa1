package org.uacce.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.zlib.ZlibCompressor.CompressionLevel;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.uacce.codec.CodecOption;
import org.uacce.hadoop.HadoopOptions;
import org.uacce.hadoop.UacceGzipCodec;

/**
 * Parquet's JVM-wide map of codec instances, seen from a subclass since it is protected, and the
 * keys under which parquet looks for GZIP. No contract of parquet's, but unchanged from 1.13 to
 * 1.18; {@link RoundTrip} tells when it changes.
 */
final class GzipEntries extends CodecFactory {
  private static final String CLASS_NAME =
      CompressionCodecName.GZIP.getHadoopCompressionCodecClassName();

  private static final int MOST_COLUMN_LEVEL = 9;

  /**
   * One key and what it stands for.
   *
   * @param key the class name, or class name, colon and level
   * @param zlibLevel the value of {@code zlib.compress.level} that the key names, or null
   * @param columnLevel the level that a column asks for by number, or null
   */
  record Entry(String key, CompressionLevel zlibLevel, Integer columnLevel) {
    /** A codec of its own, at the level that the key names. */
    UacceGzipCodec codec(Configuration base) {
      Configuration conf = new Configuration(base);
      conf.setBoolean(HadoopOptions.PAGES, true);
      if (zlibLevel != null) {
        conf.setEnum(HadoopOptions.ZLIB_LEVEL, zlibLevel);
      }
      if (columnLevel != null) {
        conf.setInt(HadoopOptions.PREFIX + CodecOption.LEVEL.key(), columnLevel);
      }
      UacceGzipCodec codec = new UacceGzipCodec();
      codec.setConf(conf);
      return codec;
    }
  }

  GzipEntries(Configuration conf) {
    super(conf, ParquetWriter.DEFAULT_PAGE_SIZE);
  }

  /** The map; also the lock for more than one access to it, as for any synchronizedMap. */
  static Map<String, CompressionCodec> map() {
    return CODEC_BY_NAME;
  }

  /** The codec that stock parquet resolves for GZIP pages under this configuration. */
  CompressionCodec resolved() {
    return getCodec(CompressionCodecName.GZIP);
  }

  /**
   * Every key: without a level, with the names of Hadoop's levels (parquet 1.14 and later), and
   * with the numbers of a column's level (1.18 and later).
   */
  static List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(CLASS_NAME, null, null));
    for (CompressionLevel level : CompressionLevel.values()) {
      entries.add(new Entry(CLASS_NAME + ":" + level.name(), level, null));
    }
    entries.add(new Entry(CLASS_NAME + ":-1", CompressionLevel.DEFAULT_COMPRESSION, null));
    for (int level = 0; level <= MOST_COLUMN_LEVEL; level++) {
      entries.add(new Entry(CLASS_NAME + ":" + level, null, level));
    }
    return entries;
  }
}
