package org.uacce.parquet;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.uacce.codec.CodecConfig;
import org.uacce.hadoop.HadoopOptions;

/**
 * GZIP pages through this codec, one member and one call per page; every other codec by parquet's
 * own {@link CodecFactory}. For the {@code withCodecFactory} of parquet's reader and writer
 * builders.
 *
 * <p>One thread at a time, like parquet's own: a reader or writer needs a factory of its own.
 * Compressors and decompressors stay the factory's: the same object is given out again until {@link
 * #release()}. Parquet releases a reader's factory with every file that the reader closes, so a
 * released factory starts afresh when it is asked again.
 */
public final class UacceCodecFactory implements CompressionCodecFactory {
  /** The levels that parquet's own codecs of a level read from configuration. */
  private static final String ZSTD_LEVEL_KEY = "parquet.compression.codec.zstd.level";

  private static final String BROTLI_LEVEL_KEY = "compression.brotli.quality";

  /** zlib's number for "the default level", which parquet allows as a column's level. */
  private static final int DEFAULT_LEVEL = -1;

  private final Configuration conf;
  private final CodecConfig config;
  private final int pageBytes;
  private final CodecFactory others;
  private final Map<Integer, CodecFactory> othersByLevel = new HashMap<>();
  private final Map<Integer, GzipPageCompressor> compressors = new HashMap<>();
  private GzipPageDecompressor decompressor;

  /**
   * Reads configuration only; the engines are opened by the first page.
   *
   * @param conf read now, and by parquet's own codecs later
   * @throws org.uacce.codec.CodecConfigurationException if a value under {@code
   *     io.compression.codec.uacce.} cannot be used
   */
  public UacceCodecFactory(Configuration conf) {
    this.conf = conf;
    this.config = HadoopOptions.read(conf).withPages();
    this.pageBytes = conf.getInt(ParquetOutputFormat.PAGE_SIZE, ParquetWriter.DEFAULT_PAGE_SIZE);
    this.others = new CodecFactory(conf, pageBytes);
  }

  /** At the level of the configuration: ours if set, else {@code zlib.compress.level}, else 6. */
  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codecName) {
    return codecName == CompressionCodecName.GZIP
        ? gzip(config.level())
        : others.getCompressor(codecName);
  }

  /**
   * At a column's own level, which parquet 1.18 and later ask for. Not marked as an override since
   * the interface of 1.13 lacks it; where it exists, its default would drop the level.
   *
   * @param level for GZIP 0 to 12, or -1 for the level of the configuration; for other codecs as
   *     parquet defines it
   * @throws IllegalArgumentException if GZIP has no such level
   */
  public BytesInputCompressor getCompressor(CompressionCodecName codecName, int level) {
    return switch (codecName) {
      case GZIP -> gzip(level == DEFAULT_LEVEL ? config.level() : level);
      case ZSTD, BROTLI ->
          othersByLevel.computeIfAbsent(level, this::othersAt).getCompressor(codecName);
      default -> others.getCompressor(codecName);
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codecName) {
    if (codecName != CompressionCodecName.GZIP) {
      return others.getDecompressor(codecName);
    }
    if (decompressor == null) {
      decompressor = new GzipPageDecompressor(config);
    }
    return decompressor;
  }

  /** Gives up every compressor and decompressor, and the arrays that they hold. */
  @Override
  public void release() {
    compressors.values().forEach(GzipPageCompressor::release);
    compressors.clear();
    if (decompressor != null) {
      decompressor.release();
      decompressor = null;
    }
    othersByLevel.values().forEach(CodecFactory::release);
    othersByLevel.clear();
    others.release();
  }

  private GzipPageCompressor gzip(int level) {
    return compressors.computeIfAbsent(
        level, wanted -> new GzipPageCompressor(config.withLevel(wanted)));
  }

  private CodecFactory othersAt(int level) {
    Configuration leveled = new Configuration(conf);
    leveled.setInt(ZSTD_LEVEL_KEY, level);
    leveled.setInt(BROTLI_LEVEL_KEY, level);
    return new CodecFactory(leveled, pageBytes);
  }
}
